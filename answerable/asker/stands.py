# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an ask stands, as lines of plain text: what is proven, what stands in the record, what is the server's word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from answerable.asker import own, silence
from answerable.asker.visit import Found
from answerable.core import mark
from answerable.core.answer import POWERS, REASONS, TITLES
from answerable.core.bank import KINDS
from answerable.core.boundary import WHATS as BOUNDARIES
from answerable.core.consent import PARTIES, PURPOSES, THINGS
from answerable.core.promise import HOW_SEEN, IF_NOT, WHATS, WITH_WHAT
from answerable.record.offline.standing import Standing

Part = Mapping[str, Any]
LINES: Final = {
    "lodged": "It was sent.",
    "acknowledged": "A reader said: I have read it.",
    "word": "They sent word.",
    "answer": "They answered.",
    "promise": "They promised something.",
    "moved": "They moved the day of a promise.",
    "claim": "They said that it is done. This is what they say.",
    "handed-out": "A reader opened it.",
    "transfer": "The organisation ended. Another one must answer now.",
    "accepted": "You accepted a promise.",
    "declined": "You did not accept a promise.",
    "released": "You let them off a promise.",
    "mark": "You marked it.",
    "change": "You changed it.",
    "pause": "You paused it.",
    "resume": "You went on.",
    "withdrawal": "You took it back.",
    "reopen": "You opened it again.",
    "admitted": "You let one more person read it.",
    "removed": "A reader does not read it any more.",
    "new-keys": "A reader lost their keys and has new ones. They read nothing of this until it is sealed again.",
    "keys-refused": "You said no: nothing is sealed to the new keys.",
    "resealed": "It was sealed again to a reader's new keys.",
    "consent-asked": "They asked whether they may do something. You can say no; nothing else changes.",
    "consent-given": "You said yes to one thing that they asked.",
    "consent-refused": "You said no to one thing that they asked.",
    "consent-back": "You took back a yes.",
    "consent-used": "They did what you had said yes to.",
    "boundary": "You set a “do not”.",
    "boundary-yes": "They accepted your “do not”.",
    "boundary-no": "They did not accept your “do not”.",
    "boundary-lifted": "You lifted a “do not”.",
    "breach": "A “do not” was broken.",
    "breach-answer": "They answered to a broken “do not”.",
    "conflict": "A reader said that they have a tie.",
    "attester-offered": "You asked somebody to look.",
    "attester-accepted": "You said yes to somebody who looks for you.",
    "attester-ended": "That somebody looks for you has ended.",
    "attester-told": "Somebody who looks for you told of ties and payment.",
    "attested": "Somebody who looks for you said what they saw.",
    "same-road": "They wrote what they did when they were last asked such a thing.",
    "renewed": "A reader had left, so those who stay made a new key for it.",
    "rekeyed": "You changed the key, so that old copies open nothing new.",
}
HOST: Final = "the server's word"
SIGNED: Final = "signed by you"
STANDS: Final = "stands in the record"
WAITS: Final = "waits for the record"
WRONG: Final = "DOES NOT FIT its line in the record"
MISSING: Final = "SHOULD STAND in the record by now, and does not"
DUTIES: Final = {
    "acknowledge": ("acknowledge_by", "a person must say they have read it"),
    "answer": ("answer_by", "yes, no, or what they offer"),
    "word": ("word_by", "a word to you, if there is no answer yet"),
    "promise": ("promise_by", "a promise that goes with their yes"),
}
STAGES: Final = {
    "proposed": "waits for your yes or no",
    "accepted": "you accepted it",
    "declined": "you did not accept it",
    "said_done": "they say it is done; you decide",
    "marked": "you marked it",
    "released": "you let them off",
}

NEW_WORDS: Final = "Make new ones at /mine/ in a browser, at “Your words”: from then on theirs open nothing."
THING_LINES: Final = {f"{purpose}:{key}": text for purpose, things in THINGS.items() for key, text in things.items()}
LEAVES: Final = {
    "asked": "you have not answered; you need not",
    "given": "you said yes, this once,",
    "refused": "you said no; nothing else changed",
    "withdrawn": "you took your yes back",
    "used": "you said yes, and they did it",
}


def lines(found: Found, stand: Standing | None) -> Iterator[str]:
    """All but the sealed words. `stand` is None where the record cannot be believed just now."""
    state = found.state
    kind = KINDS.get(state["kind"])
    yield f"Ask {found.number}, to {state['body']['name']}: {kind.title if kind else state['kind']}"
    yield from (f"  {line}" for line in (*_stage(state), *_words(state)))
    wrong = () if stand is None else stand.wrong
    yield f"  {silence.sentence(silence.derive(state, wrong), date.fromisoformat(state['today']))}"
    yield from ("", "What happened, by day")
    yield from _history(found, stand)
    yield from _came(state, wrong)
    yield from _agreed(state)
    yield from _looking(state)
    yield from _marks(state)
    yield from _people(state)
    yield from own.lines(found.opened["keep"])
    if stand is not None:
        yield from record_lines(stand)


def _stage(state: Part) -> Iterator[str]:
    if state["flags"]["withdrawn"]:
        yield "You took it back. You can open it again, any day."
    elif state["stage"] == "held":
        yield f"It waits there, sealed. It goes out on {state['hold_until']}."
    elif state["flags"]["paused"]:
        yield "It is paused. Nothing moves until you go on."
    else:
        yield from _due(state)


def _words(state: Part) -> Iterator[str]:
    """Whose words these are. New ones are made on the page in a browser: this command never changes them."""
    if state.get("right", "own") != "own":
        yield "These are words of somebody who helps. The person who asks sees the days on which you come."
    elif state.get("helped"):
        yield f"Somebody typed this for you, so they know your words. {NEW_WORDS}"


def _due(state: Part) -> Iterator[str]:
    today = date.fromisoformat(state["today"])
    if state["lodged"] is not None:
        yield f"Day {(today - date.fromisoformat(state['lodged'])).days + 1}."
    done = {each["move"] for each in state["history"]}
    for duty, (name, what) in DUTIES.items():
        by = state[name]
        if duty in state["overdue"]:
            yield f"Late: {what}. That was due by {by}."
        elif by is not None and not (duty == "acknowledge" and {"acknowledged", "answer"} & done):
            yield f"By {by}: {what}." if not (duty == "answer" and state["answers"]) else "Answered."


def _history(found: Found, stand: Standing | None) -> Iterator[str]:
    proven = {each["number"] for each in found.opened["moves"] if each["proven"]}
    for line, entry in zip(found.state["history"], found.state["entries"], strict=True):
        says = LINES.get(line["move"], line["move"])
        notes = [SIGNED] if line.get("number") in proven else []
        yield f"  {line['day']}  {says} ({', '.join([*notes, _stand(found.state, line, entry, stand)])})"
    bad = [each for each in found.opened["moves"] if not each["proven"]]
    for each in bad:
        yield f"! Step {each['number']} is not signed by you, or does not follow the step before. It may not be yours."


def _stand(state: Part, line: Part, entry: Part, stand: Standing | None) -> str:
    if stand is None:
        return HOST
    if entry["id"] in stand.wrong or not silence.is_shown(line, entry):
        return WRONG
    if entry["id"] in stand.missing:
        return MISSING
    return STANDS if entry["id"] in state["record"]["leaves"] else WAITS


def _came(state: Part, wrong: Sequence[str]) -> Iterator[str]:
    """Answers and promises, from lines that fit; a claim stays a claim."""
    stages = {each["code"]: each["stage"] for each in state["promises"]}
    told = [each for each in silence.facts(state, wrong) if each["value"] is not None]
    if any(each["move"] in ("answer", "promise") for each in told):
        yield from ("", "What came back")
    for each in told:
        value = each["value"]
        if each["move"] == "answer":
            yield f"  {each['day']}  {_say(TITLES, value.get('value'))}. {_reasons(value)}".rstrip()
            yield f"      The power to give this: {_say(POWERS, value.get('power'))}"
        elif each["move"] == "promise":
            code = str(value.get("code"))
            yield f"  {each['day']}  A promise, {code}: {STAGES.get(stages.get(code, ''), '')}"
            yield from (f"      {line}" for line in _slots(value))
        elif each["move"] == "moved":
            yield f"  {each['day']}  The day of {value.get('promise')} is to be {value.get('to')}."


def _reasons(value: Part) -> str:
    given = value.get("reasons")
    return " ".join(_say(REASONS, each) for each in given) if isinstance(given, list) else ""


def _slots(value: Part) -> Iterator[str]:
    slots: tuple[tuple[str, Mapping[Any, str], str], ...] = (
        ("Who", POWERS, "who"), ("Does what", WHATS, "what"), ("By when", {}, "by"),
        ("How you will see it", HOW_SEEN, "how_seen"),
    )  # fmt: skip
    for about, listed, name in slots:
        yield f"{about}: {_say(listed, value.get(name)) if value.get(name) else 'missing'}"
    more = (("With what", WITH_WHAT, "with_what"), ("What if not", IF_NOT, "if_not"))
    yield from (f"{about}: {_say(listed, value[name])}" for about, listed, name in more if value.get(name))


def _say(listed: Mapping[Any, str], key: object) -> str:
    return listed.get(str(key), str(key))


def _marks(state: Part) -> Iterator[str]:
    if state["marks"]:
        yield from ("", "How you said it is")
    for each in state["marks"]:
        if each["value"] not in set(mark.MarkValue) or each["value"] == "taken_back":
            continue
        says = mark.preview("asker", each["value"])
        if each["taken_back"]:
            yield f"  {each['day']}  {says} You took this back before anybody saw it."
        else:
            about = " That was about one promise." if each["promise"] else ""
            since = "" if each["effective"] or each["audience"] == "asker" else " Nobody else sees it for three days."
            yield f"  {each['day']}  {says}{about} Who may know: {each['audience'].replace('_', ' ')}.{since}"


def _agreed(state: Part) -> Iterator[str]:
    """What they ask leave for, and her own "do not"."""
    if state.get("consents") or state.get("boundaries"):
        yield from ("", "Yes or no, and “do not”")
    for each in state.get("consents", ()):
        thing = _say(THING_LINES, f"{each['purpose']}:{each['thing']}")
        what = f"{_say(PURPOSES, each['purpose'])}: {thing}. {_say(PARTIES, each['party'])}"
        until = f" until {each['until']}" if each["stage"] == "given" else ""
        yield f"  {each['code']}  {what} ({LEAVES.get(each['stage'], each['stage'])}{until})"
    for each in state.get("boundaries", ()):
        kept = "" if each["kept"] else ", broken"
        yield f"  {each['code']}  {_say(BOUNDARIES, each['what'])} ({each['stage']}{kept})"


def _looking(state: Part) -> Iterator[str]:
    """Who looks, from outside, whether something was done; and who could be asked to."""
    if state.get("attesters"):
        yield from ("", "Who looks for you")
    for each in state.get("attesters", ()):
        yield f"  {each['code']}  {each['name']}: {' '.join(line for line in (each['says'], each['told']) if line)}"
        yield from (f"      {line}" for line in each["said"])


def _people(state: Part) -> Iterator[str]:
    yield from ("", "Who has it")
    for each in state["readers"]:
        yield f"  {each['title']} ({'reads it' if each['reads'] else 'does not read it any more'})  {each['code']}"
    for each in state["backups"]:
        yield f"  {each['title']} (backup)  {each['code']}"
    for each in state["handouts"]:
        yield f"  {each['day']}  {each['role']}: {'the backup copy' if each['what'] == 'standby' else 'it'} was opened"


def record_lines(stand: Standing) -> Iterator[str]:
    yield from ("", "The record")
    yield f"  In the record: {stand.stands} lines of this ask. Waiting for the night: {stand.waits}."
    for count, what in (
        (len(stand.missing), "should stand in the record by now and do not"),
        (len(stand.wrong), "do not fit what the server shows you"),
    ):
        if count:
            yield f"! Lines of this ask that {what}: {count}. Save it with --keep: the file is evidence."
