# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process template: steps, who acts, whose consent, clocks, what is kept, honest endings. Data, not code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from answerable.core.process_problem import Problem
from answerable.core.words import N_


class Who(StrEnum):
    """Who may act in a step. Nobody else exists for a template: no software, no audience."""

    ASKER = "asker"
    BODY = "body"
    SECOND_LINE = "second_line"
    FACILITATOR = "facilitator"
    PERSON_CONCERNED = "person_concerned"
    CIRCLE = "circle"


class Act(StrEnum):
    """What a step is. The rules look at this word, so a step says what it is and not what it would like to be."""

    SAFETY = "safety"
    GO_ON = "go_on"
    DO = "do"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    PROMISE = "promise"
    CONTACT = "contact"
    MEETING = "meeting"
    DELIVERY = "delivery"
    TELL = "tell"
    PUBLISH = "publish"
    MARK = "mark"


class EndingKind(StrEnum):
    """How a process can end. None of them marks an ask, and none ends one."""

    DONE = "done"
    NOT_TAKEN_UP = "not_taken_up"
    STOPPED = "stopped"
    OVERTAKEN = "overtaken"


class Kept(StrEnum):
    """What may be kept of a step: acts, roles, days, digests, and which way was chosen. Never words."""

    ACT = "act"
    ROLE = "role"
    DAY = "day"
    CHOICE = "choice"
    DIGEST = "digest"


class Never(StrEnum):
    """What must not be kept of a step."""

    WORDS = "words"
    NAMES = "names"
    WHAT_HAPPENED = "what_happened"
    WHO_ASKED = "who_asked"
    HEALTH = "health"
    WHEREABOUTS = "whereabouts"
    REASONS = "reasons"


# Acts that reach the asker, or let more people know: each needs a consent for that one act (rules 6, 8 and 13).
NEEDS_CONSENT = frozenset({Act.CONTACT, Act.MEETING, Act.DELIVERY, Act.TELL, Act.PUBLISH})
MEETS = frozenset({Act.MEETING})
# What stands in every template, whatever its file says.
ALWAYS_NEVER = frozenset({Never.WORDS, Never.NAMES, Never.WHAT_HAPPENED})
# Endings that the asker and the course of things bring about at any step; a file words them, and no step leads there.
OF_THEMSELVES = frozenset({EndingKind.STOPPED, EndingKind.OVERTAKEN})

WHO_TITLES: Mapping[Who, str] = {
    Who.ASKER: N_("the person who asks"),
    Who.BODY: N_("the organisation"),
    Who.SECOND_LINE: N_("the backup"),
    Who.FACILITATOR: N_("the facilitator"),
    Who.PERSON_CONCERNED: N_("the person it is about"),
    Who.CIRCLE: N_("the circle around that person"),
}
ACT_TITLES: Mapping[Act, str] = {
    Act.SAFETY: N_("safety first"),
    Act.GO_ON: N_("go on, or not"),
    Act.DO: N_("something is done"),
    Act.ACKNOWLEDGE: N_("say it was read"),
    Act.ANSWER: N_("answer"),
    Act.PROMISE: N_("promise"),
    Act.CONTACT: N_("contact"),
    Act.MEETING: N_("meeting"),
    Act.DELIVERY: N_("something is handed over"),
    Act.TELL: N_("somebody else learns of it"),
    Act.PUBLISH: N_("something becomes public"),
    Act.MARK: N_("a mark, if they like"),
}
ENDING_TITLES: Mapping[EndingKind, str] = {
    EndingKind.DONE: N_("done"),
    EndingKind.NOT_TAKEN_UP: N_("not taken up"),
    EndingKind.STOPPED: N_("stopped"),
    EndingKind.OVERTAKEN: N_("overtaken"),
}
KEPT_TITLES: Mapping[Kept, str] = {
    Kept.ACT: N_("that it was done"),
    Kept.ROLE: N_("in which role"),
    Kept.DAY: N_("on which day"),
    Kept.CHOICE: N_("which way was chosen"),
    Kept.DIGEST: N_("a fingerprint of a text"),
}
NEVER_TITLES: Mapping[Never, str] = {
    Never.WORDS: N_("what anybody said or wrote"),
    Never.NAMES: N_("names"),
    Never.WHAT_HAPPENED: N_("what happened"),
    Never.WHO_ASKED: N_("who asked"),
    Never.HEALTH: N_("anything about health"),
    Never.WHEREABOUTS: N_("where somebody is"),
    Never.REASONS: N_("why somebody said no"),
}


@dataclass(frozen=True)
class Way:
    """A way on from a step: to another step or an ending. `when` says in words who takes it."""

    to: str
    when: str = ""


@dataclass(frozen=True)
class Question:
    """A question put to somebody in a step. `why` says why it is asked; `must` is refused for whoever asks."""

    to: Who
    says: str
    why: str
    must: bool = False


@dataclass(frozen=True)
class Step:
    """One step. `days`: its clock, None where whoever acts takes the time they like; `late`: the step after it ran out.

    `consent`: whose consent this one act needs, asked for anew each time and good for `consent_days` at most;
    `otherwise`: where it goes when a consent is not given or the step is left out (None: the first way on).
    """

    code: str
    phase: str
    title: str
    says: str
    who: Who
    act: Act
    ways: tuple[Way, ...]
    days: int | None = None
    late: str | None = None
    consent: frozenset[Who] = frozenset()
    consent_days: int | None = None
    optional: bool = False
    otherwise: str | None = None
    kept: tuple[Kept, ...] = ()
    never: tuple[Never, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def left_out_to(self) -> str:
        """Where the process goes on without this step."""
        return self.otherwise or self.ways[0].to

    @property
    def targets(self) -> tuple[str, ...]:
        """Every code that can come after this step, the clock's and the left-out one's included."""
        found = [way.to for way in self.ways]
        found += [each for each in (self.late, self.otherwise) if each is not None]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Phase:
    """Steps that belong together. Each later one begins with the question whether to go on."""

    code: str
    title: str


@dataclass(frozen=True)
class Ending:
    code: str
    kind: EndingKind
    says: str


@dataclass(frozen=True)
class Holder:
    """How a facilitator comes and goes: who may offer one, who accepts, who may end it, and that payment is told."""

    offered_by: frozenset[Who]
    accepted_by: frozenset[Who]
    ended_by: frozenset[Who]
    payment_told: bool


@dataclass(frozen=True)
class Template:
    """A whole template. `first` is the code of its first step; `people` agree before it begins; `others` are the same
    in further languages, differing in words alone, and `unsaid` what is wrong with those words."""

    code: str
    title: str
    says: str
    language: str
    first: str
    people: frozenset[Who]
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    endings: tuple[Ending, ...]
    holder: Holder | None = None
    thanks: str = ""
    others: tuple["Template", ...] = ()
    unsaid: tuple[Problem, ...] = ()

    def said_in(self, language: str) -> "Template":
        """The same process in that language, or as it was written where it has none."""
        return next((each for each in self.others if each.language == language), self)

    def step(self, code: str) -> Step | None:
        return next((each for each in self.steps if each.code == code), None)

    def ending(self, code: str) -> Ending | None:
        return next((each for each in self.endings if each.code == code), None)

    def ending_of(self, kind: EndingKind) -> Ending | None:
        return next((each for each in self.endings if each.kind is kind), None)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every sentence of the file with the place it stands in, for the rules about wording."""
        yield "process", self.title
        yield "process", self.says
        for step in self.steps:
            yield step.code, step.title
            yield step.code, step.says
            yield from ((step.code, way.when) for way in step.ways)
            for question in step.questions:
                yield step.code, question.says
                yield step.code, question.why
        for ending in self.endings:
            yield ending.code, ending.says
