# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of any length, a chunk at a time, and what a backup is made of."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from typing import Any

import pytest

from answerable.sealing import age, export, labels
from answerable.sealing.age_format import CHUNK, TAG, parse_header
from answerable.sealing.age_stream import LONGEST_HEADER, Opening, Sealing
from answerable.sealing.backup_file import LIST, PIECE, SMALLEST, Packing, Unpacking, check_name, parse_listing
from answerable.sealing.errors import Refusal
from answerable.sealing.file import MOST_BYTES, FileRef, files_of, open_file, seal_file
from answerable.sealing.padding import padme
from answerable.sealing.signing import sign, signing_public
from answerable.sealing.wire import jcs, sha256_hex
from tests.sealing.vectors_make import drawn, seed

SEED, RECORD = seed("a stream"), seed("a record")
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1)


def content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


class Dripping:
    """Gives less than it is asked for, as sockets do."""

    def __init__(self, raw: bytes, most: int = 7001) -> None:
        self._raw, self._most = io.BytesIO(raw), most

    def read(self, size: int) -> bytes:
        return self._raw.read(min(size, self._most))


def sealed(plain: bytes, piece: int = 10_007) -> bytes:
    out = io.BytesIO()
    sealing = Sealing(out, [age.recipient(SEED)], random=drawn("stream"))
    for at in range(0, len(plain), piece):
        part = plain[at : at + piece]
        assert sealing.write(part) == len(part)
        assert sealing.size == at + len(part)
    sealing.finish()
    return out.getvalue()


def whole(opening: Opening, piece: int = 9_001) -> bytes:
    parts = []
    while part := opening.read(piece):
        assert len(part) <= piece
        parts.append(part)
    assert opening.read(piece) == b""
    return b"".join(parts)


@pytest.mark.parametrize("size", SIZES)
def test_a_chunk_at_a_time_is_the_same_file(size: int) -> None:
    plain = content(size)
    file = sealed(plain)
    assert age.open(file, SEED) == plain
    assert whole(Opening(io.BytesIO(file), SEED)) == plain
    assert whole(Opening(Dripping(file), age.identity_from_seed(SEED))) == plain
    at_once = age.seal(plain, [age.recipient(SEED)], random=drawn("stream"))
    assert whole(Opening(Dripping(at_once), SEED)) == plain
    _, ours = parse_header(file)
    _, theirs = parse_header(at_once)
    assert ours == theirs


@pytest.mark.parametrize("size", [CHUNK, 2 * CHUNK])
def test_a_file_that_was_cut_or_bent_gives_nothing_after_it(size: int) -> None:
    file = sealed(content(size))
    start = len(file) - len(parse_header(file)[1]) + 16
    cuts = [len(file) - 1, start, start - 1, start + 5]
    cuts += [start + CHUNK + TAG] if size > CHUNK else []
    for cut in cuts:
        with pytest.raises(Refusal, match="^age-damaged$"):
            whole(Opening(io.BytesIO(file[:cut]), SEED))
    bent = bytearray(file)
    bent[-1] ^= 1
    opening = Opening(io.BytesIO(bytes(bent)), SEED)
    with pytest.raises(Refusal, match="^age-damaged$"):
        whole(opening)
    with pytest.raises(Refusal, match="^age-damaged$"):
        whole(Opening(io.BytesIO(file + b"\0"), SEED))


def test_what_came_before_the_damage_is_given() -> None:
    file = bytearray(sealed(content(2 * CHUNK)))
    file[-1] ^= 1
    opening = Opening(io.BytesIO(bytes(file)), SEED)
    assert opening.read(CHUNK) == content(CHUNK)
    with pytest.raises(Refusal, match="^age-damaged$"):
        opening.read(1)


def test_an_empty_last_chunk_after_others_is_no_end() -> None:
    out = io.BytesIO()
    sealing = Sealing(out, [age.recipient(SEED)], random=drawn("stream"))
    sealing.write(content(CHUNK))
    sealing._put(is_last=False)
    sealing.finish()
    with pytest.raises(Refusal, match="^age-damaged$"):
        whole(Opening(io.BytesIO(out.getvalue()), SEED))


def test_nobody_elses_file_and_no_file_at_all() -> None:
    file = sealed(b"x")
    with pytest.raises(Refusal, match="^age-no-key$"):
        Opening(io.BytesIO(file), seed("another"))
    start = len(file) - len(parse_header(file)[1])
    bent = file[: start - 5] + (b"A" if file[start - 5 : start - 4] != b"A" else b"B") + file[start - 4 :]
    with pytest.raises(Refusal, match="^age-damaged$"):
        Opening(io.BytesIO(bent), SEED)
    for raw in (b"", b"hello\n", b"age-encryption.org/v1\n" + b"-> x\n\n" * LONGEST_HEADER):
        with pytest.raises(Refusal, match="^age-format$"):
            Opening(io.BytesIO(raw), SEED)


def test_what_was_ended_writes_nothing_more() -> None:
    out = io.BytesIO()
    sealing = Sealing(out, [age.recipient(SEED)], random=drawn("stream"))
    sealing.write(b"before")
    sealing.end()
    before = out.getvalue()
    assert sealing.write(content(3 * CHUNK)) == 3 * CHUNK
    assert sealing.size == 6 and out.getvalue() == before


MEMBERS = {"record/log.bin": b"leaves", "answerable.sqlite3": content(3000), "files/ab/cd": b""}


def packed(members: dict[str, bytes] = MEMBERS) -> bytes:
    out = io.BytesIO()
    sealing = Sealing(out, [age.recipient(SEED)], random=drawn("backup"))
    packing = Packing(sealing)
    for name, raw in members.items():
        packing.add(name, len(raw), io.BytesIO(raw))
    packing.finish(day="2031-03-04", origin="https://ask.example.org", schema=42, seed=RECORD)
    return out.getvalue()


def unpacked(file: bytes) -> tuple[dict[str, bytes], Unpacking]:
    unpacking = Unpacking(Opening(io.BytesIO(file), SEED))
    with pytest.raises(Refusal, match="^backup$"):
        _ = unpacking.listing
    return {name: b"".join(pieces) for name, pieces in unpacking.members()}, unpacking


def test_a_backup_comes_back_and_says_what_it_is() -> None:
    found, unpacking = unpacked(packed())
    assert found == MEMBERS
    listing = unpacking.listing
    assert (listing.day, listing.origin, listing.schema) == ("2031-03-04", "https://ask.example.org", 42)
    assert listing.key == signing_public(RECORD)
    assert listing.files == {name: (len(raw), sha256_hex(raw)) for name, raw in MEMBERS.items()}


def test_any_age_and_any_tar_open_it_and_its_size_tells_little() -> None:
    plain = age.open(packed(), SEED)
    assert len(plain) == SMALLEST == padme(len(plain))
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        found = {each.name: (each.mode, each.size) for each in tar}
    assert list(found) == [*MEMBERS, LIST]
    assert {mode for mode, _size in found.values()} == {0o600}
    large = len(age.open(packed({"record/x": content(SMALLEST + 70_000)}), SEED))
    assert large == padme(large) > SMALLEST + 70_000


def test_a_large_member_comes_in_pieces() -> None:
    large = {"record/x": content(2 * PIECE + 5), "record/y": content(PIECE)}
    unpacking = Unpacking(Opening(io.BytesIO(packed(large)), SEED))
    for name, pieces in unpacking.members():
        came = list(pieces)
        assert b"".join(came) == large[name] and max(map(len, came)) == PIECE
    assert unpacking.listing.files == {name: (len(raw), sha256_hex(raw)) for name, raw in large.items()}


@pytest.mark.parametrize("end", [100, 512, 512 + PIECE, 512 + PIECE + 7, 512 + 2 * PIECE])
def test_an_archive_that_ends_in_the_middle_is_no_backup(end: int) -> None:
    plain = age.open(packed({"record/x": content(2 * PIECE + 5)}), SEED)
    with pytest.raises(Refusal, match="^backup$"):
        unpacked(sealed(plain[:end]))


def test_a_member_shorter_than_it_was_said_to_be_is_no_backup() -> None:
    packing = Packing(Sealing(io.BytesIO(), [age.recipient(SEED)], random=drawn("b")))
    with pytest.raises(OSError):
        packing.add("record/x", 5, io.BytesIO(b"four"))


def archive(add: Callable[[tarfile.TarFile], None], *, tail: bytes = b"") -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as tar:
        add(tar)
    return sealed(plain.getvalue() + tail)


def put(tar: tarfile.TarFile, name: str, raw: bytes, kind: bytes = tarfile.REGTYPE) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.type = (len(raw) if kind == tarfile.REGTYPE else 0), kind
    tar.addfile(member, io.BytesIO(raw))


def listing_of(members: dict[str, bytes], **more: Any) -> bytes:
    files = [[name, len(raw), sha256_hex(raw)] for name, raw in sorted(members.items())]
    fields = {
        "v": 1, "day": "2031-03-04", "origin": "o", "schema": 1, "files": files, "key": signing_public(RECORD), **more
    }  # fmt: skip
    return jcs({**fields, "signature": sign(RECORD, labels.BACKUP, fields)})


ONE = {"record/x": b"one"}


@pytest.mark.parametrize(
    "add",
    [
        lambda tar: put(tar, "record/x", b"one"),
        lambda tar: [put(tar, LIST, listing_of(ONE))],
        lambda tar: [put(tar, "record/x", b"two"), put(tar, LIST, listing_of(ONE))],
        lambda tar: [put(tar, "record/x", b"one more"), put(tar, LIST, listing_of(ONE))],
        lambda tar: [put(tar, "record/x", b"one"), put(tar, "record/x", b"one"), put(tar, LIST, listing_of(ONE))],
        lambda tar: [put(tar, LIST, listing_of(ONE)), put(tar, "record/x", b"one")],
        lambda tar: [put(tar, "record/x", b"one"), put(tar, LIST, listing_of(ONE)), put(tar, LIST, listing_of(ONE))],
        lambda tar: [put(tar, "record/x", b"", tarfile.SYMTYPE), put(tar, LIST, listing_of({}))],
        lambda tar: [put(tar, "record", b"", tarfile.DIRTYPE), put(tar, LIST, listing_of({}))],
        lambda tar: [put(tar, "record/x", b"", b"Z"), put(tar, LIST, listing_of({"record/x": b""}))],
        lambda tar: [put(tar, "../x", b"one"), put(tar, LIST, listing_of({"../x": b"one"}))],
        lambda tar: [put(tar, LIST, listing_of({}, v=2))],
        lambda tar: [put(tar, LIST, listing_of({}, more=1))],
        lambda tar: [put(tar, LIST, listing_of({}, files=3))],
        lambda tar: [put(tar, LIST, b"no list")],
    ],
)
def test_what_is_no_whole_backup_is_refused(add: Callable[[tarfile.TarFile], None]) -> None:
    with pytest.raises(Refusal, match="^backup$"):
        unpacked(archive(add))


def test_a_backup_with_something_after_its_end_or_another_signature_is_refused() -> None:
    def good(tar: tarfile.TarFile) -> None:
        put(tar, "record/x", b"one")
        put(tar, LIST, listing_of(ONE))

    assert unpacked(archive(good, tail=bytes(100_000)))[0] == ONE
    with pytest.raises(Refusal, match="^backup$"):
        unpacked(archive(good, tail=bytes(100_000) + b"x"))
    with pytest.raises(Refusal, match="^backup$"):
        unpacked(sealed(b"no archive"))
    other = json.loads(listing_of(ONE)) | {"day": "2031-03-05"}
    with pytest.raises(Refusal, match="^signature$"):
        parse_listing(jcs(other))
    assert parse_listing(listing_of(ONE)).files == {"record/x": (3, sha256_hex(b"one"))}


def test_a_member_that_nobody_read_is_a_mistake_of_ours() -> None:
    members = Unpacking(Opening(io.BytesIO(packed()), SEED)).members()
    next(members)
    with pytest.raises(RuntimeError, match="not read to its end"):
        next(members)


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("record/a/b", True), ("answerable.sqlite3", True), ("files/x", True), ("processes/x", True),
        ("witness/x", True), ("witnesses/x", True), ("keys/x", False), ("/record/x", False), ("record//x", False),
        ("record/./x", False), ("record/../x", False), ("record/", False), ("record/a\0b", False),
        ("record/a\\b", False), ("", False), ("records/x", False),
    ],
)  # fmt: skip
def test_names_that_a_backup_may_hold(name: str, fits: bool) -> None:
    if fits:
        check_name(name)
    else:
        with pytest.raises(Refusal, match="^backup$"):
            check_name(name)


def ref_of(raw: bytes, file: bytes) -> FileRef:
    return FileRef("a" * 26, "a letter.pdf", "pdf", len(raw), sha256_hex(raw), sha256_hex(file), len(file))


def test_a_file_is_what_its_message_said() -> None:
    raw = content(700)
    file = seal_file(raw, age.recipient(SEED), random=drawn("file"))
    ref = ref_of(raw, file)
    assert open_file(file, SEED, ref) == raw
    one = seal_file(b"1", age.recipient(SEED), random=drawn("file"))
    assert open_file(one, SEED, ref_of(b"1", one)) == b"1"
    bent = [
        ({"digest": sha256_hex(b"")}, "file-digest"), ({"sealed": len(file) + 1}, "file-digest"),
        ({"size": 699}, "padding"), ({"content": sha256_hex(b"")}, "file-digest"),
    ]  # fmt: skip
    for change, code in bent:
        with pytest.raises(Refusal, match=f"^{code}$"):
            open_file(file, SEED, FileRef(**{**vars(ref), **change}))
    with pytest.raises(Refusal, match="^file-size$"):
        seal_file(b"", age.recipient(SEED), random=drawn("file"))


def test_fifty_million_bytes_are_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    class Long(bytes):
        length = MOST_BYTES

        def __len__(self) -> int:
            return self.length

    monkeypatch.setattr(age, "seal", lambda plain, to, random: b"sealed")
    monkeypatch.setattr("answerable.sealing.file.pad", lambda plain: plain)
    assert seal_file(Long(), "", random=drawn("f")) == b"sealed"
    Long.length += 1
    with pytest.raises(Refusal, match="^file-size$"):
        seal_file(Long(), "", random=drawn("f"))


def test_files_that_a_message_names() -> None:
    good = vars(ref_of(b"x", b"y"))
    assert files_of({"text": "", "files": [good, {**good, "more": 1}]}) == [FileRef(**good), FileRef(**good)]
    assert files_of({"files": [{**good, "size": 1, "sealed": 1}]})[0].size == 1
    for nothing in (None, {}, {"files": None}, {"files": "x"}, {"files": {}}):
        assert files_of(nothing) == []
    bad: list[Any] = [
        {**good, name: value} for name in good for value in (None, 0 if name in ("size", "sealed") else "")
    ]
    bad = [each for each in bad if each["name"] != "" and each["type"] != ""]
    bad += [{name: value for name, value in good.items() if name != gone} for gone in good]
    bad += [
        {**good, "code": "a" * 25},
        {**good, "code": "a" * 25 + "1"},
        {**good, "digest": "A" * 64},
        {**good, "size": "1"},
    ]
    bad += [{**good, "content": "g" * 64}, {**good, "content": "0" * 63}, 3, "x", [good]]
    for each in bad:
        assert files_of({"files": [each, good]}) == [FileRef(**good)], each


def test_an_export_says_what_it_is() -> None:
    asker = export.build_export("https://ask.example.org", 2, {"ask": "x"})
    assert json.loads(asker) == {
        "format": labels.EXPORT, "kind": "asker", "origin": "https://ask.example.org", "number": 2,
        "state": {"ask": "x"},
    }  # fmt: skip
    reader = export.build_reader_export("https://ask.example.org", "h1", {"ask": "ñ"}, "sealed")
    assert json.loads(reader) == {
        "format": labels.EXPORT, "kind": "reader", "origin": "https://ask.example.org", "handler": "h1",
        "payload": {"ask": "ñ"}, "unlock": "sealed",
    }  # fmt: skip
    assert "ñ" in reader and reader.startswith('{\n "format"')
    for text in (asker, reader):
        content = json.loads(text)
        assert export.parse_export(text.encode()) == content
        for name in content:
            with pytest.raises(Refusal, match="^export$"):
                export.parse_export(json.dumps({key: each for key, each in content.items() if key != name}).encode())
    for raw in (b"", b"[]", b"3", b"[" * 100_000, json.dumps({"format": "other", "kind": "asker"}).encode()):
        with pytest.raises(Refusal, match="^export$"):
            export.parse_export(raw)
