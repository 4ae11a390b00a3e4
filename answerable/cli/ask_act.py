# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of `answerable ask back`: which act, and what it needs. Choices, never commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from answerable.asker.acts import NO_NEW_KEYS, waiting_keys, widened
from answerable.asker.visit import Found
from answerable.cli.ask_choose import ask_look_back
from answerable.cli.ask_prompt import Prompt, tell
from answerable.core import boundary, mark, mark_seen
from answerable.core.bank import KINDS, is_urgent
from answerable.core.baseline import PARTS
from answerable.core.errors import Refused
from answerable.core.mark import Audience, MarkValue
from answerable.core.pod import TOLD
from answerable.core.silence import SIGNAL_LINES, SignalName
from answerable.core.terms import Level

Part = Mapping[str, Any]
Asked = dict[str, Any]
NOTHING: Final = "nothing"
CAN: Final = (
    (NOTHING, "Nothing more"),
    ("message", "Write to them"),
    ("mark", "Say how it is"),
    ("accept", "Say yes to a promise, or to its new day"),
    ("decline", "Say no to a promise, or to its new day"),
    ("release", "Let them off a promise"),
    ("pause", "Pause"),
    ("resume", "Go on"),
    ("change", "Change what you ask for, or your way"),
    ("keep", "Keep what was written, or let it go"),
    ("pushed", "Someone pushed me: tell the backup"),
    ("withdraw", "Take it back"),
    ("reopen", "Open it again"),
    ("remove", "Take a reader off"),
    ("admit", "Let one more person read it"),
    ("refuse_keys", "Say no to a reader's new keys"),
    ("allow", "Say yes to one thing that they ask leave for"),
    ("refuse", "Say no to one thing that they ask leave for"),
    ("take_leave_back", "Take a yes back"),
    ("forbid", "Set a “do not”"),
    ("broken", "Say that a “do not” was broken"),
    ("lift", "Lift a “do not”"),
    ("ask_to_look", "Ask somebody from outside to look whether it was done"),
    ("let_look", "Say yes to somebody who looks"),
    ("end_look", "End that somebody looks"),
    ("write_down", "For you alone: write down how things are today"),
    ("write_now", "For you alone: write how it is now beside how it was"),
    ("send_written", "Send some of how it was, and is, to those who read this ask"),
    ("take_out", "Take out what you wrote down for you alone"),
    ("stand", "For you alone: name somebody who stands with you"),
    ("stand_willing", "For you alone: somebody said yes to stand with you"),
    ("stand_end", "For you alone: take somebody away again"),
    ("erase", "Delete everything"),
)
WIDER: Final = {
    "silence": "Yes: silence may count more widely than before",
    "kind_to_second_line": "Yes: the backup may know what kind of thing I ask for",
    "standby": "Yes: the backup may open it if no reader is left",
    "contact": "Yes: the readers may write to me",
}


def ask_act(prompt: Prompt, found: Mapping[int, Found]) -> tuple[int, Asked] | None:
    """(number of the ask, act), or None where nothing more is wanted or the input ends."""
    try:
        number = _which(prompt, found)
        tell("", "What you can do. You need do nothing: nothing ends because you are quiet.")
        what = prompt.pick("One of the numbers:", CAN, NOTHING)
    except Refused:
        return None
    if what == NOTHING:
        return None
    return number, {"do": what, **ASKS.get(what, _nothing)(prompt, found[number].state)}


def _which(prompt: Prompt, found: Mapping[int, Found]) -> int:
    if len(found) == 1:
        return next(iter(found))
    tell("", "Which ask?")
    return int(prompt.pick("One of the numbers:", [(str(each), f"Ask {each}") for each in found]))


def _nothing(prompt: Prompt, state: Part) -> Asked:
    return {}


def _message(prompt: Prompt, state: Part) -> Asked:
    return {"text": prompt.text("Only your readers can open it. Nobody may ask you to write.")}


def _mark(prompt: Prompt, state: Part) -> Asked:
    """Each audience with what it would see, word for word."""
    tell("You need not say why. You can mark again, any day. Nobody else sees it for 72 hours.")
    value = MarkValue(prompt.pick("How is it?", [(str(each), mark.TITLES[each]) for each in MarkValue]))
    told: Asked = {"value": str(value), "promise": _promise(prompt, state, "All that you asked")}
    if value is MarkValue.TAKEN_BACK:
        return told
    tell("Who may know?")
    options = [(str(each), _audience(state, each, value)) for each in Audience]
    return {**told, "audience": prompt.pick("One of the numbers:", options, str(Audience.ASKER))}


def _audience(state: Part, each: Audience, value: MarkValue) -> str:
    lines = mark_seen.seen(state["mode"], Level(state["terms"]["silence"]), each, value)
    return f"{mark.AUDIENCE_TITLES[each]}. {' '.join(one.says.format(words=one.words) for one in lines)}"


def _promise(prompt: Prompt, state: Part, whole: str = "") -> str | None:
    options = [("", whole)] if whole else []
    options += [(each["code"], f"The promise {each['code']}") for each in state["promises"]]
    if len(options) < 2 and whole:
        return None
    if not options:
        raise Refused("There is no promise with this ask.")
    return prompt.pick("What is it about? One of the numbers:", options, "1") or None


def _on_promise(prompt: Prompt, state: Part) -> Asked:
    tell("Saying yes or no to a promise is only about the promise. It says nothing about what happened.")
    return {"promise": _promise(prompt, state)}


def _pause(prompt: Prompt, state: Part) -> Asked:
    tell("Their time to answer stands still. They must still say that they have read it.")
    keeps = is_urgent(state["kind"]) and prompt.yes("Keep the safety days running?", default=True)
    return {"keep_safety": keeps}


def _change(prompt: Prompt, state: Part) -> Asked:
    """Less is known at once; more only from today on, and only where it is said on purpose."""
    old = state["terms"]
    levels = [(each, each.replace("_", " ")) for each in ("second_line", "pooled", "by_name")]
    tell("If they stay silent, where may it count?")
    new = {
        "silence": prompt.pick("One of the numbers:", levels, old["silence"]),
        "kind_to_second_line": prompt.yes("May the backup know the kind?", default=old["kind_to_second_line"]),
        "standby": prompt.yes("May the backup open it if no reader is left?", default=old["standby"]),
        "contact": _either(prompt, "May the readers write to you here?", ("may_write", "answers_only"), old["contact"]),
        "pace": _either(prompt, "Slowly?", ("slow", "usual"), old["pace"]),
        "look_back": ask_look_back(prompt, old.get("look_back")),
    }
    said = [name for name in widened(old, {**old, **new}) if prompt.yes(f"This lets more people know. {WIDER[name]}.")]
    told: Asked = {"terms": new, "widens": said}
    if prompt.yes("Ask for another thing? Then their days start again."):
        told["kind"] = prompt.pick("One of the numbers:", [(each.key, each.title) for each in KINDS.values()])
    return told


def _either(prompt: Prompt, question: str, values: tuple[str, str], old: str) -> str:
    return values[0] if prompt.yes(question, default=old == values[0]) else values[1]


def _keep(prompt: Prompt, state: Part) -> Asked:
    tell("The readers lose the words on their day all the same. Kept, they stay here for you alone.")
    return {"words": prompt.yes("Keep the words?", default=bool(state["terms"].get("keep_words")))}


def _pushed(prompt: Prompt, state: Part) -> Asked:
    """The same questions whether or not it was told before."""
    tell(f"The backup would learn exactly: “{SIGNAL_LINES[SignalName.PUSHED]}” The organisation sees nothing.")
    tell("In your own list it says only that you changed it. It ends by itself after 30 days.")
    return {"now": prompt.yes("Is someone pushing you? No takes it back.", default=True)}


def _remove(prompt: Prompt, state: Part) -> Asked:
    tell("From then on they get nothing new. What they have read cannot be called back.")
    listed = [(each["code"], each["title"]) for each in state["readers"] if each["reads"]]
    known = {code for code, _ in listed}
    listed += [(each["code"], f"{each['title']} (backup)") for each in state["backups"] if each["code"] not in known]
    return {"reader": prompt.pick("Who? One of the numbers:", listed)}


def _refuse_keys(prompt: Prompt, state: Part) -> Asked:
    tell("Nothing of this is sealed to their new keys then, for good. They may read no more of it; others go on.")
    titles = {each["code"]: each["title"] for each in state["readers"]}
    listed = [(code, titles.get(code, code)) for code in waiting_keys(state)]
    if not listed:
        raise Refused(NO_NEW_KEYS)
    return {"reader": prompt.pick("Whose? One of the numbers:", listed)}


def _admit(prompt: Prompt, state: Part) -> Asked:
    tell("They can then read all that was written so far. That cannot be undone.")
    listed = [(each["code"], each["title"]) for each in state["admissible"]]
    if not listed:
        raise Refused("There is nobody who could be let in now.")
    return {"reader": prompt.pick("Who? One of the numbers:", listed)}


def _allow(prompt: Prompt, state: Part) -> Asked:
    tell("For this once, for one thing, until a day that is at most a year away.")
    return {
        **_consent(prompt, state),
        "until": prompt.line("Until which day (YYYY-MM-DD)? Empty: as they asked.") or None,
    }


def _consent(prompt: Prompt, state: Part) -> Asked:
    tell("No changes nothing else: their days run on, and what you ask stays as it is.")
    listed = [(each["code"], each["code"]) for each in state.get("consents", ())]
    if not listed:
        raise Refused("They asked leave for nothing.")
    return {"consent": prompt.pick("Which? One of the numbers:", listed)}


def _forbid(prompt: Prompt, state: Part) -> Asked:
    tell("It stands from today, whether they accept it or not.")
    return {"what": prompt.pick("One of the numbers:", list(boundary.WHATS.items()))}


def _boundary(prompt: Prompt, state: Part) -> Asked:
    listed = [(each["code"], boundary.WHATS.get(each["what"], each["what"])) for each in state.get("boundaries", ())]
    if not listed:
        raise Refused("There is no “do not” with this ask.")
    return {"boundary": prompt.pick("Which? One of the numbers:", listed)}


def _ask_to_look(prompt: Prompt, state: Part) -> Asked:
    tell("They then learn that somebody asks this organisation, and nothing that you wrote.")
    listed = [(each["code"], each["title"]) for each in state.get("could_attest", ())]
    if not listed:
        raise Refused("There is nobody here now whom you could ask.")
    return {"attester": prompt.pick("Who? One of the numbers:", listed)}


def _attester(prompt: Prompt, state: Part) -> Asked:
    listed = [(each["code"], f"{each['name']}. {each['told']}") for each in state.get("attesters", ())]
    if not listed:
        raise Refused("Nobody looks for you.")
    return {"attester": prompt.pick("Who? One of the numbers:", listed)}


def _write_down(prompt: Prompt, state: Part) -> Asked:
    tell("Sealed to your words. Nobody else can open it or see that it is there. An empty line leaves a part out.")
    written = {name: prompt.line(f"{title}:") for name, title in PARTS.items()}
    return {"parts": {name: words for name, words in written.items() if words}}


def _send_written(prompt: Prompt, state: Part) -> Asked:
    who = ", ".join(each["title"] for each in state["readers"] if each["reads"]) or "nobody now"
    tell(f"It is read by: {who}. What was read cannot be called back.")
    return {"parts": sorted(prompt.several("Which parts? Their numbers:", list(PARTS.items())))}


def _stand(prompt: Prompt, state: Part) -> Asked:
    tell("A note for you alone: nobody is told of it, and the server learns no name.")
    name = prompt.line("What do you call them?")
    return {"name": name, "told": prompt.pick("What may they know? One of the numbers:", list(TOLD.items()), "nothing")}


def _stands(prompt: Prompt, state: Part) -> Asked:
    return {"name": prompt.line("Whom? As you called them:")}


def _erase(prompt: Prompt, state: Part) -> Asked:
    tell("It is gone from this server at once. What readers already read or took out cannot be deleted.")
    return {"sure": prompt.yes("Delete it?")}


ASKS: Final[Mapping[str, Callable[[Prompt, Part], Asked]]] = {
    "message": _message, "mark": _mark, "accept": _on_promise, "decline": _on_promise, "release": _on_promise,
    "pause": _pause, "change": _change, "keep": _keep, "pushed": _pushed,
    "remove": _remove, "admit": _admit, "erase": _erase, "refuse_keys": _refuse_keys,
    "allow": _allow, "refuse": _consent, "take_leave_back": _consent, "forbid": _forbid, "broken": _boundary,
    "lift": _boundary, "ask_to_look": _ask_to_look, "let_look": _attester, "end_look": _attester,
    "write_down": _write_down, "write_now": _write_down, "send_written": _send_written, "stand": _stand,
    "stand_willing": _stands, "stand_end": _stands,
}  # fmt: skip
