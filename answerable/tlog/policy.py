# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom to believe (C2SP tlog-policy): logs, witnesses, groups of them, and the quorum that a checkpoint needs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from answerable.tlog.checkpoint import Checkpoint, parse_checkpoint
from answerable.tlog.errors import Invalid
from answerable.tlog.keys import ED25519, ED25519_TIMED, MLDSA44_TIMED
from answerable.tlog.note import Note, Verifier, check_signatures, parse_note, parse_vkey, print_vkey

NONE: Final = "none"
MAX_BYTES: Final = 1_000_000
THRESHOLD: Final = re.compile("[1-9][0-9]{0,5}")
ALLOWED: Final = re.compile(rb"[\t\n\x20-\x7e\x80-\xff]*")
LOG_KINDS: Final = (ED25519, MLDSA44_TIMED)
WITNESS_KINDS: Final = (ED25519_TIMED, MLDSA44_TIMED)


@dataclass(frozen=True)
class Group:
    """Has witnessed if at least `threshold` of its members (names of witnesses or earlier groups) have."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Only `parse_policy` and `build_policy` make one. `source` is the file; the names mean nothing outside it."""

    source: bytes = field(repr=False)
    logs: tuple[Verifier, ...]
    witnesses: Mapping[str, Verifier]
    groups: Mapping[str, Group]
    quorum: str


@dataclass(frozen=True)
class Witnessed:
    """What was found: the checkpoint, the log's key, and the time (seconds) of each witness that counted, by name."""

    checkpoint: Checkpoint
    log: Verifier
    witnesses: Mapping[str, int]


@dataclass
class _Draft:
    """A policy while its lines are read."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: dict[str, Verifier] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    quorum: list[str] = field(default_factory=list)

    def define(self, name: str) -> None:
        """Raises policy-name."""
        if name == NONE or name in self.witnesses or name in self.groups:
            raise Invalid("policy-name")

    def demand(self, name: str) -> None:
        """Raises policy-unknown."""
        if name not in self.witnesses and name not in self.groups:
            raise Invalid("policy-unknown")


def parse_policy(data: bytes) -> Policy:
    """Raises policy, the policy-… names, and what `parse_vkey` raises."""
    if len(data) > MAX_BYTES or not ALLOWED.fullmatch(data) or (data and not data.endswith(b"\n")):
        raise Invalid("policy")
    draft = _Draft()
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        words = [word for word in re.split("[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            _read_line(draft, words[0], words[1:])
    if len(draft.quorum) != 1:
        raise Invalid("policy-quorum")
    return Policy(data, tuple(draft.logs), draft.witnesses, draft.groups, draft.quorum[0])


def _read_line(draft: _Draft, word: str, rest: Sequence[str]) -> None:
    least, most, read = LINES.get(word, (1, 0, _read_quorum))
    if not least <= len(rest) <= most:
        raise Invalid("policy-line")
    read(draft, rest)


def _read_log(draft: _Draft, rest: Sequence[str]) -> None:
    draft.logs.append(_read_key(rest[0], LOG_KINDS, draft.logs))


def _read_witness(draft: _Draft, rest: Sequence[str]) -> None:
    draft.define(rest[0])
    draft.witnesses[rest[0]] = _read_key(rest[1], WITNESS_KINDS, list(draft.witnesses.values()))


def _read_key(text: str, kinds: tuple[int, ...], others: Sequence[Verifier]) -> Verifier:
    verifier = parse_vkey(text)
    if verifier.kind not in kinds:
        raise Invalid("key-type")
    if any(verifier.key == other.key for other in others):
        raise Invalid("policy-key")
    return verifier


def _read_group(draft: _Draft, rest: Sequence[str]) -> None:
    name, asked, *members = rest
    draft.define(name)
    for member in members:
        draft.demand(member)
        if member in draft.members:
            raise Invalid("policy-member")
        draft.members.add(member)
    draft.groups[name] = Group(_threshold(asked, len(members)), tuple(members))


def _threshold(asked: str, members: int) -> int:
    if asked in ("any", "all"):
        return 1 if asked == "any" else members
    if not THRESHOLD.fullmatch(asked) or int(asked) > members:
        raise Invalid("policy-threshold")
    return int(asked)


def _read_quorum(draft: _Draft, rest: Sequence[str]) -> None:
    if rest[0] != NONE:
        draft.demand(rest[0])
    draft.quorum.append(rest[0])


MANY: Final = 10_000
LINES: Final[dict[str, tuple[int, int, Callable[[_Draft, Sequence[str]], None]]]] = {
    # first word: (fewest, most words after it, how it is read)
    "log": (1, 2, _read_log),
    "witness": (2, 3, _read_witness),
    "group": (3, MANY, _read_group),
    "quorum": (1, 1, _read_quorum),
}


def print_policy(policy: Policy) -> bytes:
    """The bytes that it was parsed from, comments and spaces included."""
    return policy.source


def build_policy(
    logs: Sequence[Verifier], witnesses: Mapping[str, Verifier], groups: Mapping[str, Group], quorum: str
) -> Policy:
    """The policy of these parts, without comments. Raises as `parse_policy`."""
    lines = [f"log {print_vkey(one)}" for one in logs]
    lines += [f"witness {name} {print_vkey(one)}" for name, one in witnesses.items()]
    lines += [f"group {name} {one.threshold} {' '.join(one.members)}" for name, one in groups.items()]
    text = "".join(f"{line}\n" for line in [*lines, f"quorum {quorum}"])
    made = parse_policy(text.encode("utf-8", "surrogateescape"))
    if made.witnesses != dict(witnesses) or made.groups != dict(groups) or made.quorum != quorum:
        raise Invalid("policy-line")
    return made


def plain_policy(policy: Policy) -> dict[str, Any]:
    """The policy as JSON has it: what the browser's side is given. Names that are not UTF-8 are refused (policy)."""
    groups = [
        {"name": name, "threshold": one.threshold, "members": list(one.members)} for name, one in policy.groups.items()
    ]
    witnesses = {name: print_vkey(one) for name, one in policy.witnesses.items()}
    names = "".join([*witnesses, *policy.groups])
    if any("\ud800" <= one <= "\udfff" for one in names):
        raise Invalid("policy")
    logs = [print_vkey(one) for one in policy.logs]
    return {"logs": logs, "witnesses": witnesses, "groups": groups, "quorum": policy.quorum}


def check_policy(policy: Policy, data: bytes, oldest: int | None = None) -> Witnessed:
    """Who of the policy signed this cosigned checkpoint. Times before `oldest` (seconds since 1970) do not count.

    Raises policy-log, quorum, stale, signature, timestamp, and what `parse_note` and `parse_checkpoint` raise.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    log = _check_log(policy, note, checkpoint.origin)
    times = _times(policy, note)
    counted = {name: time for name, time in times.items() if oldest is None or time >= oldest}
    check_quorum(policy, set(times), "quorum")
    check_quorum(policy, set(counted), "stale")
    if oldest is not None and not counted:
        raise Invalid("stale")
    return Witnessed(checkpoint, log, counted)


def _check_log(policy: Policy, note: Note, origin: str) -> Verifier:
    found = check_signatures(note, [one for one in policy.logs if one.name == origin])
    if not found:
        raise Invalid("policy-log")
    return next(iter(found))


def _times(policy: Policy, note: Note) -> dict[str, int]:
    found = check_signatures(note, policy.witnesses.values())
    if not all(found.values()):
        raise Invalid("timestamp")
    return {name: found[one] or 0 for name, one in policy.witnesses.items() if one in found}


def check_quorum(policy: Policy, signed: set[str], refusal: str = "quorum") -> None:
    """Raises `refusal` unless the witnesses of these names are a quorum."""
    met = {*signed, NONE}
    for name, group in policy.groups.items():
        if sum(member in met for member in group.members) >= group.threshold:
            met.add(name)
    if policy.quorum not in met:
        raise Invalid(refusal)
