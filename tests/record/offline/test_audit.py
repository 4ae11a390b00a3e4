# SPDX-License-Identifier: AGPL-3.0-or-later
"""A true record is found true; each thing that a dishonest host does to it is named, with its index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from answerable.cli import main
from answerable.cli.movement import Movement
from answerable.record import keeping
from answerable.record.keeping import open_entry
from answerable.record.offline.audit import Report, audit
from answerable.record.offline.export import export
from answerable.record.offline.leaves import Wrong, parse_leaf
from answerable.record.offline.source import Folder
from answerable.sealing.entry import commit, sign_move
from answerable.sealing.wire import jcs, parse_b64
from answerable.storage.writer import write
from answerable.tlog.checkpoint import Checkpoint, sign_checkpoint
from answerable.tlog.encoding import print_base64
from answerable.tlog.merkle import leaf_hash, node_hash, root_of
from answerable.tlog.tiles import bundles_between, encode_bundle, parse_bundle, tiles_between
from tests.conftest import ORIGIN
from tests.record.world import Here, Record

Host = Callable[[Path, Record], None]


@pytest.fixture
def record(movement: Movement) -> Record:
    """Twelve days: an ask with a life, one of its lines shown, another shown and taken back."""
    made = Record(movement).begin()
    made.lodge("Anouk")
    made.pass_days(4)
    made.act("Maren", "Anouk", "acknowledged", role="care_lead")
    made.pass_days(4)
    made.show("Anouk", 0)
    made.show("Anouk", 1)
    made.show("Anouk", 1, shown=False)
    return made.pass_days(3)


def report_of(folder: Path, record: Record) -> Report:
    return audit(Folder(folder), record.policy)


def said(folder: Path, record: Record) -> str:
    return "\n".join(map(str, report_of(folder, record).findings))


def entries(folder: Path) -> list[bytes]:
    found: list[bytes] = []
    for at in sorted(folder.glob("tile/entries/**/*")):
        if at.is_file() and at.parent.name.endswith(".p"):
            last = at
    full = sorted(at for at in folder.glob("tile/entries/*") if at.is_file())
    for at in full:
        found += parse_bundle(at.read_bytes(), 256)
    newest = max(last.parent.iterdir(), key=lambda one: int(one.name))
    return found + parse_bundle(newest.read_bytes(), int(newest.name))


def write_log(folder: Path, leaves: list[bytes], record: Record) -> None:
    """Everything anew over these leaves, signed by the log's own key: what a host with the key can do."""
    hashes = [leaf_hash(each) for each in leaves]
    levels = [hashes]
    while len(levels[-1]) > 1:
        row = levels[-1]
        levels.append([node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)])
    for name, content in [
        *tiles_between(0, len(leaves), lambda level, index: levels[level][index]),
        *bundles_between(0, len(leaves), leaves.__getitem__),
    ]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    head = Checkpoint(keeping.log().origin, len(leaves), root_of(hashes))
    (folder / "checkpoint").write_bytes(sign_checkpoint(head, keeping.signers()))


def test_a_true_record_is_found_true(record: Record, tmp_path: Path) -> None:
    found = report_of(record.export(tmp_path / "log"), record)
    assert found.findings == []
    assert (found.batches, found.opened, found.redacted) == (12, 1, 1)
    assert found.size == keeping.log().size


def test_the_maker_of_false_logs_makes_a_true_one_too(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    write_log(folder, entries(folder), record)
    assert said(folder, record) == ""


def first_thread_leaf(leaves: list[bytes]) -> int:
    return next(index for index, raw in enumerate(leaves) if parse_leaf(raw).kind == "")


def kind_at(leaves: list[bytes], kind: str, last: bool = False) -> int:
    found = [index for index, raw in enumerate(leaves) if parse_leaf(raw).kind == kind]
    return found[-1 if last else 0]


def edit(raw: bytes, **fields: object) -> bytes:
    return jcs({**json.loads(raw), **fields})


def test_an_edited_entry_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    leaves = entries(folder)
    index = kind_at(leaves, "directory")
    at = folder / "tile/entries/000"
    held = parse_bundle(at.read_bytes(), 256)
    held[index] = edit(held[index], second_line=None)
    at.write_bytes(encode_bundle(held))
    assert f"entry {index}: the tile tile/0/000 does not fit the entries" in said(folder, record)
    assert "do not lead to the root" in said(folder, record)


@pytest.mark.parametrize("doing", ["edit", "delete", "insert"])
def test_a_log_that_was_rewritten_and_signed_again_contradicts_its_archive(
    record: Record, tmp_path: Path, doing: str
) -> None:
    folder = record.export(tmp_path / "log")
    leaves = entries(folder)
    index = kind_at(leaves, "directory")
    if doing == "edit":
        leaves[index] = edit(leaves[index], enrolment="B" * 43)
    elif doing == "delete":
        del leaves[index]
    else:
        leaves.insert(index, leaves[index])
    write_log(folder, leaves, record)
    assert "an archived checkpoint that ends here has another root: it was rewritten" in said(folder, record)


def test_a_log_that_was_cut_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    write_log(folder, entries(folder)[:100], record)
    assert "the log shrank" in said(folder, record)


def test_a_missing_tile_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    (folder / "tile/0/000").unlink()
    assert said(folder, record) == "entry 0: the tile tile/0/000 is missing"


def test_a_missing_bundle_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    (folder / "tile/entries/000").unlink()
    assert "entry 0: the bundle of entries that begins here is missing or damaged" in said(folder, record)


def test_two_leaves_that_changed_places_are_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    at = folder / "tile/entries/000"
    held = parse_bundle(at.read_bytes(), 256)
    index = first_thread_leaf(held)
    held[index], held[index + 1] = held[index + 1], held[index]
    at.write_bytes(encode_bundle(held))
    assert f"entry {index}: the tile tile/0/000 does not fit the entries" in said(folder, record)


def opening_of(folder: Path) -> Path:
    (found,) = (folder / "openings").iterdir()
    return found


def test_an_opening_taken_back_in_silence_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    index = opening_of(folder).stem
    opening_of(folder).unlink()
    assert said(folder, record) == f"entry {index}: it was opened, is served no longer, and no redaction says so"


def test_a_line_that_is_shown_again_after_it_was_taken_back_is_well(record: Record, tmp_path: Path) -> None:
    record.show("Anouk", 1)
    found = report_of(record.export(tmp_path / "log"), record)
    assert (found.findings, found.opened, found.redacted) == ([], 2, 0)


def test_a_bent_hash_of_an_upper_tile_is_named_by_the_first_entry_below_it(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    at = next(folder.glob("tile/1/**/000.p/*"))
    at.write_bytes(bytes(32) if len(at.read_bytes()) == 32 else at.read_bytes()[:32] + bytes(32))
    last = len(at.read_bytes()) // 32 - 1
    assert f"entry {last * 256}: the tile {at.relative_to(folder)} does not fit the entries" in said(folder, record)


def test_a_redacted_opening_that_is_still_served_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    shown, leaves = opening_of(folder), entries(folder)
    redacted = json.loads(leaves[kind_at(leaves, "redaction")])["index"]
    (folder / f"openings/{redacted}.json").write_bytes(shown.read_bytes())
    assert said(folder, record) == f"entry {redacted}: it was taken back, and what opens it is still served"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"salt": "A" * 43}, "what is served does not open it"),
        ({"fields": {"type": "mark"}}, "what is served does not open it"),
    ],
)
def test_an_opening_that_does_not_open_is_named(
    record: Record, tmp_path: Path, change: dict[str, object], what: str
) -> None:
    folder = record.export(tmp_path / "log")
    at = opening_of(folder)
    at.write_text(json.dumps({**json.loads(at.read_text()), **change}))
    assert said(folder, record) == f"entry {at.stem}: {what}"


def forged(folder: Path, record: Record, **fields: object) -> int:
    """A host that writes a whole new log in which the opened line says something else, with a salt of its own."""
    leaves, at = entries(folder), opening_of(folder)
    index, salt = int(at.stem), bytes(32)
    shown = {**json.loads(at.read_text())["fields"], **fields}
    leaves[index] = edit(leaves[index], c=commit(salt, shown))
    write_log(folder, leaves, record)
    for archived in (folder / "checkpoints").iterdir():
        archived.unlink()
    at.write_text(json.dumps({"salt": "A" * 43, "fields": shown}))
    return index


def test_a_day_before_its_batch_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    index = forged(folder, record, day="2031-05-01")
    assert f"entry {index}: it says that it happened on 2031-05-01" in said(folder, record)
    assert "it was back-dated" in said(folder, record)


def test_a_move_in_the_askers_name_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    index = forged(folder, record, value="0" * 64)
    assert f"entry {index}: it is not signed by the key of its ask" in said(folder, record)


def also_open(folder: Path, record: Record, after: int, **fields: object) -> int:
    """A host that turns the first filler from here on into a line that says this, and opens it. Returns its index."""
    leaves, shown = entries(folder), json.loads(opening_of(folder).read_text())["fields"]
    index = next(at for at in range(after, len(leaves)) if parse_leaf(leaves[at]).kind == "")
    leaves[index] = edit(leaves[index], c=commit(bytes(32), {**shown, **fields}))
    day = parse_leaf(leaves[kind_at(leaves, "batch", last=True)]).fields["day"]
    leaves.append(open_entry("opened", day, index=index).raw)
    write_log(folder, leaves, record)
    (folder / f"openings/{index}.json").write_text(json.dumps({"salt": "A" * 43, "fields": {**shown, **fields}}))
    return index


def test_an_askers_move_that_is_replayed_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    first = int(opening_of(folder).stem)
    index = also_open(folder, record, first + 1)
    assert f"entry {index}: another open entry is the asker's move 1 too: it was replayed" in said(folder, record)


def test_an_older_move_that_enters_again_on_a_later_day_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    last = kind_at(entries(folder), "batch", last=True)
    index = also_open(folder, record, last, day="2031-05-31")
    assert f"entry {index}: it was signed on 2031-05-21 and says 2031-05-31: it was replayed" in said(folder, record)


@pytest.mark.parametrize(("number", "prev"), [(2, "0" * 64), (2, ""), (3, "")])
def test_a_move_that_does_not_follow_on_the_one_before_is_named(
    record: Record, tmp_path: Path, number: int, prev: str
) -> None:
    """An asker's client that was shown another past, and signed it."""
    folder, asker = record.export(tmp_path / "log"), record.movement.askers["Anouk"]
    shown = json.loads(opening_of(folder).read_text())["fields"]
    given = (ORIGIN, asker.code, number, prev, "pause", shown["day"], shown["value"])
    signature = sign_move(parse_b64(asker.private["mark_seed"], 32), *given)
    signed = {**shown["signature"], "number": number, "signature": signature}
    index = also_open(
        folder, record, int(opening_of(folder).stem) + 1, type="pause", prev=prev or None, signature=signed
    )
    assert f"entry {index}: it does not follow on the asker's move before it" in said(folder, record)


@pytest.mark.parametrize("kind", ["", "bundle"])
def test_an_entry_that_came_twice_is_named(record: Record, tmp_path: Path, kind: str) -> None:
    folder = record.export(tmp_path / "log")
    leaves = entries(folder)
    index = first_thread_leaf(leaves) + 1 if kind == "" else kind_at(leaves, "policy", last=True)
    before = index - 1 if kind == "" else kind_at(leaves, kind)
    leaves[index] = edit(leaves[index], id=parse_leaf(leaves[before]).fields["id"])
    write_log(folder, leaves, record)
    assert f"entry {max(index, before)}: its id stands in an earlier entry" in said(folder, record)


def bent_list(folder: Path, bend: Callable[[list[str]], object]) -> list[str]:
    at = folder / "checkpoints/index"
    lines = at.read_text().splitlines()
    bend(lines)
    at.write_text("".join(f"{line}\n" for line in lines))
    return lines


def test_a_batch_without_its_line_in_the_archive_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    index = kind_at(entries(folder), "batch", last=True)
    gone: list[str] = []
    bent_list(folder, lambda lines: gone.append(lines.pop()))
    assert said(folder, record) == (
        f"entry {index}: the list of archived checkpoints has no line “{gone[0]}” for this batch"
    )


def test_a_line_of_the_archive_that_is_of_no_batch_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    lines = bent_list(folder, lambda lines: lines.__setitem__(3, lines[3].split(" ")[0] + " 2031-01-01"))
    assert f"a line that is of no batch: “{lines[3]}”" in said(folder, record)


def test_lines_of_the_archive_that_changed_places_are_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    bent_list(folder, list.reverse)
    assert said(folder, record) == "the list of archived checkpoints is not in the order of its batches"


def test_a_line_of_the_archive_that_is_no_line_is_named_and_leads_nowhere(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    bent_list(folder, lambda lines: lines.append("../../policy 2031-06-01"))
    assert said(folder, record) == (
        "the list of archived checkpoints has a line that is of no batch: “../../policy 2031-06-01”"
    )
    export(Folder(folder), tmp_path / "copy", lambda done, size: None)
    assert said(tmp_path / "copy", record) == said(folder, record)


def test_a_record_that_grows_while_it_is_copied_is_whole_in_the_copy(record: Record, tmp_path: Path) -> None:
    before = record.export(tmp_path / "before")
    after = record.pass_days(1).export(tmp_path / "after")

    class Growing(Folder):
        def fetch(self, path: str) -> bytes:
            return ((before if path == "checkpoint" else after) / path).read_bytes()

    shutil.copytree(before / "tile", after / "tile", dirs_exist_ok=True)
    export(Growing(after), tmp_path / "copy", lambda done, size: None)
    assert said(tmp_path / "copy", record) == ""


def test_what_does_not_fit_at_an_address_is_read_once_more(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch came between the list and the head: no flaw, and nobody is told of one."""
    before, now = record.export(tmp_path / "before"), record.pass_days(1).export(tmp_path / "now")
    (tmp_path / "policy").write_bytes(record.policy.source)
    lists = iter([before, now])

    class Growing(Here):
        def fetch(self, path: str) -> bytes:
            return Folder(next(lists) if path == "checkpoints/index" else now).fetch(path)

    monkeypatch.setattr("answerable.cli.record.source_of", lambda place: Growing())
    assert main(["record", "audit", "http://here/", "--policy", str(tmp_path / "policy")]) == 0
    said = capsys.readouterr()
    assert "Wrong: 0." in said.out
    assert "read once more" in said.err


def spoiled(record: Record, tmp_path: Path, kind: str, **fields: object) -> tuple[int, str]:
    """A log in which one open leaf says another thing, without an archive that contradicts it."""
    folder = record.export(tmp_path / "log")
    leaves = entries(folder)
    index = kind_at(leaves, kind, last=True)
    leaves[index] = edit(leaves[index], **fields)
    write_log(folder, leaves, record)
    for archived in (folder / "checkpoints").iterdir():
        archived.unlink()
    return index, said(folder, record)


def test_a_key_that_claims_to_be_older_is_named(record: Record, tmp_path: Path) -> None:
    folder = record.export(tmp_path / "log")
    leaves = entries(folder)
    index = next(
        at for at in range(len(leaves) - 1, 0, -1)
        if parse_leaf(leaves[at]).kind == "directory" and parse_leaf(leaves[at]).fields["handlers"]
    )  # fmt: skip
    handlers = parse_leaf(leaves[index]).fields["handlers"]
    changed = [{**handlers[0], "signing": "0" * 64}, *handlers[1:]]
    leaves[index] = edit(leaves[index], handlers=changed)
    write_log(folder, leaves, record)
    assert f"entry {index}: the keys of reader {handlers[0]['code']} stand there since" in said(folder, record)


@pytest.mark.parametrize(
    ("kind", "fields", "what"),
    [
        ("batch", {"leaves": 24}, "its field “leaves” is not as it should be"),
        ("batch", {"leaves": 32}, "thread leaves too early"),
        ("batch", {"day": "2031-05-20"}, "is before that of an earlier leaf"),
        ("redaction", {"index": 3}, "it takes back entry 3, which was not open"),
        ("opened", {"index": 2}, "it opens entry 2, which is no earlier thread leaf"),
        ("bundle", {"files": [], "extra": 1}, "a leaf of type bundle has other fields"),
        ("bundle", {"files": [{"name": "b", "sha256": "0" * 64}, {"name": "a", "sha256": "0" * 64}]}, "field “files”"),
        ("directory", {"part": 0}, "its field “part” is not as it should be"),
        ("directory", {"part": 2}, "it goes on with no directory that the leaves before began"),
        ("directory", {"part": 2, "parts": 1}, "it is a part beyond the last"),
        ("directory", {"enrolment": "B" * 43}, "its field “enrolment” is not as it should be"),
        ("policy", {"type": "rumour"}, "there is no such type of leaf"),
    ],
)
def test_a_leaf_that_may_not_stand_there_is_named(
    record: Record, tmp_path: Path, kind: str, fields: dict[str, object], what: str
) -> None:
    _, found = spoiled(record, tmp_path, kind, **fields)
    assert what in found


def test_figures_that_were_changed_after_their_release_are_named(record: Record, tmp_path: Path) -> None:
    @write
    def release() -> None:
        keeping.append(
            [open_entry("release", record.today.isoformat(), month="2031-05", level="a" * 26, digest="0" * 64)]
        )

    release()
    record.pass_days(1)
    folder = record.export(tmp_path / "log")
    at = folder / "releases/2031-05" / ("a" * 26 + ".json")
    assert "are not served" in said(folder, record)
    at.parent.mkdir(parents=True)
    at.write_text("{}")
    assert "are not those that were released" in said(folder, record)


def tally_leaf(**bent: object) -> bytes:
    root = print_base64(bytes(32))
    fields = {"month": "2031-05", "level": "a" * 26, "size": 16, "root": root}
    return edit(open_entry("tally", "2031-06-01", **fields).raw, **bent)


def clocks_leaf(**pledges: object) -> bytes:
    return open_entry("clocks", "2031-06-01", body="a" * 26, pledges=pledges).raw


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"{", "it is not JSON in canonical form"),
        (b"[]", "it is not JSON in canonical form"),
        (b'{"v": 1}', "it is not JSON in canonical form"),
        (b'{"c":"' + b"A" * 43 + b'","id":"' + b"a" * 26 + b'","v":true}', "it has not the one shape of a thread leaf"),
        (clocks_leaf(answer="soon"), "its field “pledges” is not as it should be"),
        (clocks_leaf(letter="soon"), "its field “pledges” is not as it should be"),
        (tally_leaf(v=True), "its field “v” is not as it should be"),
        (b'{"v":1}', "it has not the one shape of a thread leaf"),
        (b'{"c":"' + b"A" * 42 + b'B","id":"' + b"a" * 26 + b'","v":1}', "its commitment is no commitment"),
        (tally_leaf(size=17), "its field “size” is not as it should be"),
        (tally_leaf(root="x"), "its field “root” is not as it should be"),
        (b'{"type":1}', "there is no such type of leaf"),
        (b"[" * 3000 + b"]" * 1000, "it is not JSON in canonical form"),
        (b" " * 5000, "it is longer than 4,096 bytes"),
    ],
)
def test_named_negatives_of_leaves(raw: bytes, what: str) -> None:
    with pytest.raises(Wrong) as wrong:
        parse_leaf(raw)
    assert wrong.value.what == what


def test_the_command_says_what_is_wrong_and_exits_with_one(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = record.export(tmp_path / "log")
    policy = tmp_path / "policy"
    policy.write_bytes(record.policy.source)
    assert main(["record", "audit", str(folder), "--policy", str(policy)]) == 0
    assert "Wrong: 0." in capsys.readouterr().out
    (folder / "tile/0/000").unlink()
    assert main(["record", "audit", str(folder), "--policy", str(policy)]) == 1
    assert "WRONG  entry 0: the tile tile/0/000 is missing" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["audit", "nowhere", "--policy", "policy"], "neither a folder nor an address"),
        (["audit", ".", "--policy", "none"], "none is not a policy: it cannot be read."),
        (["audit", ".", "--policy", "bad"], "bad is not a policy"),
        (["audit", "empty", "--policy", "policy"], "empty"),
        (["verify", "policy", "--policy", "policy"], "neither a receipt nor evidence"),
        (["audit", "http://127.0.0.1:9/", "--policy", "policy"], "does not answer as a record should"),
    ],
)
def test_each_mistake_gets_a_sentence(
    record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], what: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy").write_bytes(record.policy.source)
    (tmp_path / "bad").write_text("nonsense\n")
    (tmp_path / "empty").mkdir()
    assert main(["record", *arguments]) == 1
    assert what in capsys.readouterr().err
