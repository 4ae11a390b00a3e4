# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a whole record and naming everything in it that is not as it must be, by index."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from answerable.record.offline.leaves import Leaf, Wrong, parse_leaf
from answerable.record.offline.letter_words import check_words
from answerable.record.offline.openings import Moves, check_opened
from answerable.record.offline.rules import Rules
from answerable.record.offline.source import LINE, Absent, Source, read_list
from answerable.sealing.wire import jcs, sha256_hex
from answerable.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from answerable.tlog.encoding import HASH_BYTES
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import Verifier, parse_vkey, print_vkey
from answerable.tlog.merkle import Frontier, leaf_hash, pair_up
from answerable.tlog.note import parse_note
from answerable.tlog.policy import Policy, check_policy
from answerable.tlog.tiles import HEIGHT, WIDTH, entries_path, parse_bundle, tile_path, tile_width

# Most leaves: what this matches is canonical JSON of a thread leaf, without parsing it.
THREAD: Final = re.compile(
    rb'\{"c":"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]","id":"[a-z2-7]{26}","v":1\}'
)  # fmt: skip

ID: Final = slice(57, 83)
BROKEN: Final = "the bundle of entries that begins here is missing or damaged; nothing after it was read"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `index` is the entry, None for the log as a whole."""

    index: int | None
    what: str

    def __str__(self) -> str:
        return self.what if self.index is None else f"entry {self.index}: {self.what}"


@dataclass
class Report:
    """What was read, and everything that is wrong with it."""

    origin: str = ""
    size: int = 0
    batches: int = 0
    newest: str = ""
    opened: int = 0
    redacted: int = 0
    witnesses: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, index: int | None, what: str) -> None:
        self.findings.append(Finding(index, what))


def _silent(done: int, size: int) -> None:
    del done, size


def audit(source: Source, policy: Policy, *, oldest: int | None = None, progress: Progress = _silent) -> Report:
    """The whole record. `oldest`: a cosignature before this time (seconds) is too old. Raises Refused, Invalid.

    Invalid only where the newest head is no head at all: then there is nothing to audit.
    """
    report = Report()
    lines = read_list(source)  # before the head, for it grows after it
    note = _fetch_head(source)
    head = _check_head(report, policy, note, oldest)
    report.origin, report.size = head.origin, head.size
    rules = Rules(report.say, head.origin, "")
    notes = _archived(report, source, lines)
    _walk(report, source, head, rules, {size: _root_of(note) for size, note in notes.items()}, progress)
    known = _check_keys(report, policy, rules)
    _check_archived(report, notes, head.origin, known)
    _check_list(report, rules, lines)
    _check_openings(report, source, rules)
    _check_releases(report, source, rules)
    check_words(rules.letters, source)
    report.batches, report.opened, report.redacted = len(rules.batches), len(rules.opened), len(rules.redacted)
    report.newest = rules.batches[-1].day.isoformat() if rules.batches else ""
    return report


def _fetch_head(source: Source) -> bytes:
    try:
        return source.fetch("checkpoint")
    except Absent:
        raise Invalid("checkpoint") from None


def _check_head(report: Report, policy: Policy, note: bytes, oldest: int | None) -> Checkpoint:
    head = parse_checkpoint(parse_note(note).text)
    try:
        found = check_policy(policy, note, oldest if policy.witnesses else None)
        report.witnesses = tuple(sorted(found.witnesses))
    except Invalid as problem:
        report.say(None, f"the newest checkpoint: {problem.sentence}")
    return head


def _check_keys(report: Report, policy: Policy, rules: Rules) -> list[Verifier]:
    """The keys that this log ever had: those of the policy, and all that are tied to one of them, one signing the next.

    The record stands under a head that the policy accepts, so what it says of keys before and after is the log's own.
    """
    ours = [one for one in policy.logs if one.name == rules.origin]
    chain = [rules.keys[0][0], *(new for _, new in rules.keys)] if rules.keys else []
    pinned = {print_vkey(one) for one in ours}
    if chain and pinned and not pinned & set(chain):
        report.say(None, "none of the keys that the log names is the one of the policy")
        return ours
    if chain and pinned and chain[-1] not in pinned:
        report.notes.append(f"The log has a newer key, which the one of your policy vouches for: log {chain[-1]}")
    return [*ours, *(parse_vkey(each) for each in chain if each not in pinned)]


def _root_of(note: bytes) -> bytes:
    return parse_checkpoint(parse_note(note).text).root


def _archived(report: Report, source: Source, lines: list[str] | None) -> dict[int, bytes]:
    """By size: each archived checkpoint."""
    if lines is None:
        report.say(None, "no list of archived checkpoints is served")
    found: dict[int, bytes] = {}
    for line in filter(LINE.fullmatch, lines or []):
        size = line.split(" ")[0]
        try:
            note = source.fetch(f"checkpoints/{size}")
            if str(parse_checkpoint(parse_note(note).text).size) != size:
                raise Invalid("size-range")
            found[int(size)] = note
        except (Invalid, Absent) as problem:
            why = problem.sentence if isinstance(problem, Invalid) else "It is not served."
            report.say(None, f"the archived checkpoint {size}: {why}")
    return found


def _check_archived(report: Report, notes: Mapping[int, bytes], origin: str, known: list[Verifier]) -> None:
    for size, note in notes.items():
        try:
            open_checkpoint(note, origin, known)
        except Invalid as problem:
            report.say(None, f"the archived checkpoint {size}: {problem.sentence}")


def _check_list(report: Report, rules: Rules, lines: list[str] | None) -> None:
    """One line for each batch, in their order."""
    wanted = {f"{each.end} {each.day}": each.first - 1 for each in rules.batches if each.end <= report.size}
    if lines is None or lines == list(wanted):
        return
    for line in sorted(set(wanted) - set(lines), key=lambda line: wanted[line]):
        report.say(wanted[line], f"the list of archived checkpoints has no line “{line}” for this batch")
    for line in sorted(set(lines) - set(wanted)):
        report.say(None, f"the list of archived checkpoints has a line that is of no batch: “{line}”")
    if set(lines) == set(wanted) and lines != list(wanted):
        report.say(None, "the list of archived checkpoints is not in the order of its batches")


def _walk(
    report: Report, source: Source, head: Checkpoint, rules: Rules, archived: Mapping[int, bytes], progress: Progress
) -> None:
    tree, rows, sizes = Frontier(), [b""], sorted(archived)
    for bundle in range(-(-head.size // WIDTH)):
        start = bundle * WIDTH
        width = min(WIDTH, head.size - start)
        entries = _bundle(report, source, bundle, width)
        if entries is None:
            return
        hashes = [leaf_hash(each) for each in entries]
        _read_entries(report, rules, start, entries)
        _compare(report, source, tile_path(0, bundle, width), b"".join(hashes), start)
        _grow(report, tree, hashes, archived, sizes)
        if width == WIDTH:
            rows[0] += _top(hashes)
        progress(start + width, head.size)
    rules.end(head.size)
    if (tree.root() if head.size else None) != head.root and head.size:
        report.say(None, "the entries do not lead to the root of the newest checkpoint")
    _check_upper(report, source, head.size, rows[0])
    for size in sorted(size for size in archived if size > head.size):
        report.say(None, f"an archived checkpoint is of {size} entries, the newest of {head.size}: the log shrank")


def _bundle(report: Report, source: Source, bundle: int, width: int) -> list[bytes] | None:
    try:
        return parse_bundle(source.fetch(entries_path(bundle, width)), width)
    except (Absent, Invalid):
        report.say(bundle * WIDTH, BROKEN)
        return None


def _read_entries(report: Report, rules: Rules, start: int, entries: list[bytes]) -> None:
    codes = []
    for index, raw in enumerate(entries, start):
        if THREAD.fullmatch(raw):
            rules.thread_leaf(index)
            codes.append((index, raw[ID]))
        elif leaf := _read_open(report, rules, index, raw):
            codes.append((index, leaf.fields["id"].encode()))
    rules.check_ids(codes)


def _read_open(report: Report, rules: Rules, index: int, raw: bytes) -> Leaf | None:
    try:
        leaf = parse_leaf(raw)
    except Wrong as wrong:
        report.say(index, wrong.what)
        return None
    rules.open_leaf(index, leaf)
    return leaf


def _grow(report: Report, tree: Frontier, hashes: list[bytes], archived: Mapping[int, bytes], sizes: list[int]) -> None:
    """Leaf by leaf only where an archived checkpoint stands between. `sizes` are those of `archived`, in order."""
    begin = tree.size
    stops = sizes[bisect_right(sizes, begin) : bisect_right(sizes, begin + len(hashes))]
    at = 0
    for stop in (size - begin for size in stops):
        tree.extend(hashes[at:stop])
        at = stop
        if tree.root() != archived[begin + stop]:
            report.say(begin + stop - 1, "an archived checkpoint that ends here has another root: it was rewritten")
    tree.extend(hashes[at:])


def _compare(report: Report, source: Source, path: str, wanted: bytes, index: int, step: int = 1) -> None:
    """`step`: how many entries stand below one hash of this tile."""
    try:
        found = source.fetch(path)
    except Absent:
        report.say(index, f"the tile {path} is missing")
        return
    if found != wanted:
        at = next((i for i in range(0, len(wanted), HASH_BYTES) if found[i : i + 32] != wanted[i : i + 32]), 0)
        report.say(index + at // HASH_BYTES * step, f"the tile {path} does not fit the entries")


def _top(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = pair_up(hashes)
    return hashes[0]


def _check_upper(report: Report, source: Source, size: int, row: bytes) -> None:
    """The tiles above the first level, from the tops of those below."""
    level = 1
    while row:
        tops = b""
        for index in range(-(-len(row) // (WIDTH * HASH_BYTES))):
            part = row[index * WIDTH * HASH_BYTES : (index + 1) * WIDTH * HASH_BYTES]
            width = tile_width(level, index, size)
            step = 1 << HEIGHT * level
            _compare(report, source, tile_path(level, index, width), part, index * WIDTH * step, step)
            if width == WIDTH:
                tops += _top([part[at : at + HASH_BYTES] for at in range(0, len(part), HASH_BYTES)])
        row, level = tops, level + 1


def _check_openings(report: Report, source: Source, rules: Rules) -> None:
    moves = Moves()
    for index in sorted(rules.opened):
        what = check_opened(source, rules, moves, index, report.size)
        if what:
            report.say(index, what)
    for index in sorted(rules.redacted):
        try:
            source.fetch(f"openings/{index}.json")
            report.say(index, "it was taken back, and what opens it is still served")
        except Absent:
            continue


def _check_releases(report: Report, source: Source, rules: Rules) -> None:
    for index, fields in rules.releases:
        path = f"releases/{fields['month']}/{fields['level']}.json"
        try:
            shown: Any = json.loads(source.fetch(path))
            if sha256_hex(jcs(shown)) != fields["digest"]:
                report.say(index, f"the figures at {path} are not those that were released")
        except Absent:
            report.say(index, f"the figures at {path} are not served")
        except ValueError:
            report.say(index, f"the figures at {path} cannot be read")
