# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every template must keep, whoever wrote it: one small check a rule, and all that is wrong said at once."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

from answerable.core.process_graph import clockless_rings, crossings, reached, that_end
from answerable.core.process_problem import Problem, Spoiled
from answerable.core.process_template import (
    ALWAYS_NEVER,
    MEETS,
    NEEDS_CONSENT,
    OF_THEMSELVES,
    Act,
    EndingKind,
    Step,
    Template,
    Who,
)
from answerable.core.process_words import WORDINGS, blames, demands
from answerable.core.words import N_

LONGEST_CONSENT, LONGEST_CLOCK = 365, 365
LONGEST: Final = {Act.ACKNOWLEDGE: 7, Act.ANSWER: 30, Act.PROMISE: 30}
Found = Iterator[Problem]


def check_rules(template: Template) -> None:
    """Raise Spoiled with everything that breaks a rule; nothing is returned where all is well."""
    problems = [problem for rule in CHECKS for problem in rule(template)]
    if problems:
        raise Spoiled(sorted(problems, key=lambda each: each.rule))


def _only_askers_mark(template: Template) -> Found:
    says = N_('Only the person who asks can mark. Give this step to them (who = "asker"), or take it out.')
    for step in template.steps:
        if step.act is Act.MARK and step.who is not Who.ASKER:
            yield Problem(1, step.code, says)


def _silence_ends_nothing(template: Template) -> Found:
    ends = N_("When days run out, the silence counts and somebody else goes on; it is no ending. Let “late” be a step.")
    waits = N_("The person who asks has no clock: their silence means nothing. Take “days” out of this step.")
    late = N_("“late” needs a clock: say in “days” after how many days.")
    for step in template.steps:
        if step.late is not None and template.ending(step.late) is not None:
            yield Problem(3, step.code, ends)
        if step.who is Who.ASKER and step.days is not None:
            yield Problem(3, step.code, waits)
        if step.late is not None and step.days is None and step.who is not Who.ASKER:
            yield Problem(0, step.code, late)


def _askers_leave_out(template: Template) -> Found:
    says = N_("Nothing is a duty of the person who asks. Say “optional = true”, so that they can leave it out.")
    for step in template.steps:
        if step.who is Who.ASKER and step.act not in (Act.GO_ON, Act.MARK) and not step.optional:
            yield Problem(4, step.code, says)


def _consent_for_each_act(template: Template) -> Found:
    says = N_("This reaches the person who asks, or lets more people know: it needs their consent for this one act.")
    alone = N_("Whoever is met or told must consent to this one act. Say in “consent” who.")
    for step in template.steps:
        if step.act not in NEEDS_CONSENT or step.who is Who.ASKER:
            continue
        rule = 8 if step.act in (Act.TELL, Act.PUBLISH) else 6
        if Who.ASKER in template.people and Who.ASKER not in step.consent:
            yield Problem(rule, step.code, says)
        elif not step.consent:
            yield Problem(rule, step.code, alone)


def _meeting_is_never_default(template: Template) -> Found:
    must = N_("A meeting can always be left out. Say “optional = true”.")
    first = N_("A meeting is never what happens by default. Put another way first; who wants to meet chooses it.")
    meetings = {each.code for each in template.steps if each.act in MEETS}
    for step in template.steps:
        if step.code in meetings and not step.optional:
            yield Problem(6, step.code, must)
        if meetings & {step.ways[0].to, step.late, step.otherwise}:
            yield Problem(6, step.code, first)
    if template.first in meetings:
        yield Problem(6, template.first, first)


def _refusing_changes_nothing(template: Template) -> Found:
    says = N_(
        "To refuse must have no effect: without this step it goes on to another step, not to an ending of its own."
    )
    for step in template.steps:
        ends = template.ending(step.left_out_to) is not None
        if step.consent and ends and step.left_out_to not in {way.to for way in step.ways}:
            yield Problem(6, step.code, says)


def _consent_ends(template: Template) -> Found:
    none = N_("A consent ends by itself. Say in “consent_days” after how many days, at most 365.")
    odd = N_("“consent_days” stands here, but nobody’s consent does.")
    act = N_("A consent is for a contact, a meeting, a handing over, telling somebody or publishing. Say so in “act”.")
    people = N_("Somebody acts or consents in this step who does not agree before it begins. Add them to “people”.")
    for step in template.steps:
        if step.consent and not 1 <= (step.consent_days or 0) <= LONGEST_CONSENT:
            yield Problem(13, step.code, none)
        if step.consent and step.act not in NEEDS_CONSENT:
            yield Problem(13, step.code, act)
        if step.consent_days is not None and not step.consent:
            yield Problem(0, step.code, odd)
        named = {step.who, *step.consent} & {Who.ASKER, Who.BODY}
        if not named <= template.people:
            yield Problem(13, step.code, people)


def _asked_again_in_each_phase(template: Template) -> Found:
    says = N_("A new phase begins here without asking. Let it begin with a step whose act is “go_on”.")
    by = N_("Whether to go on is said by the person who asks. Give this step to them.")
    for before, after in crossings(template):
        if after.act is not Act.GO_ON:
            yield Problem(13, before.code, says)
    for step in template.steps:
        if step.act is Act.GO_ON and Who.ASKER in template.people and step.who is not Who.ASKER:
            yield Problem(13, step.code, by)


def _clocks(template: Template) -> Found:
    none = N_("Whoever answers for something has a clock. Say in “days” how long they have.")
    long = N_("These are too many days. Here the most is {n}.")
    for step in template.steps:
        most = LONGEST.get(step.act, LONGEST_CLOCK)
        if step.who is not Who.ASKER and step.days is None:
            yield Problem(14, step.code, none)
        if step.days is not None and step.days > most:
            yield Problem(14, step.code, long, (("n", str(most)),))


def _no_is_an_answer(template: Template) -> Found:
    says = N_("An answer can be no, too. Give this step a second way on, for a no with reasons.")
    whose = N_("The organisation answers, or its backup. Give this step to one of them.")
    for step in template.steps:
        if step.act is not Act.ANSWER:
            continue
        if len({way.to for way in step.ways}) < 2:
            yield Problem(16, step.code, says)
        if step.who not in (Who.BODY, Who.SECOND_LINE):
            yield Problem(20, step.code, whose)


def _facilitators(template: Template) -> Found:
    choose = N_("Who asks, or the backup, offers a facilitator; never the party that is asked: correct “offered_by”.")
    accept = N_('The person who asks accepts a facilitator, and nobody else does: accepted_by = ["asker"].')
    remove = N_("Only the person who asks, or the facilitator, ends it. Others can say that they wish it, and no more.")
    asker = N_("The person who asks can end it at any time. Add them to “ended_by”.")
    secret = N_("Who pays a facilitator is told before they are accepted: payment_told = true.")
    nobody = N_("A facilitator acts here, but the file does not say how one comes and goes. Add a part [facilitator].")
    holder = template.holder
    if holder is None:
        acting = [step.code for step in template.steps if step.who is Who.FACILITATOR]
        yield from (Problem(22, code, nobody) for code in acting[:1])
        return
    checks = (
        (22, not holder.offered_by <= {Who.ASKER, Who.SECOND_LINE}, choose),
        (22, holder.accepted_by != {Who.ASKER}, accept),
        (22, not holder.ended_by <= {Who.ASKER, Who.FACILITATOR}, remove),
        (4, Who.ASKER not in holder.ended_by, asker),
        (22, not holder.payment_told, secret),
    )
    yield from (Problem(rule, "facilitator", says) for rule, broken, says in checks if broken)


def _endings_are_honest(template: Template) -> Found:
    absent = N_("An ending is missing: {name}. Every process can be done, not taken up, stopped or overtaken.")
    pointed = N_("“{name}” comes about by itself, at any step. Lead this step to another step or ending.")
    blame = N_("This blames the person who asked. Say only what became of the process.")
    for kind in EndingKind:
        if template.ending_of(kind) is None:
            yield Problem(26, "ending", absent, (("name", str(kind)),))
    of_themselves = {each.code for each in template.endings if each.kind in OF_THEMSELVES}
    for step in template.steps:
        for code in of_themselves.intersection(step.targets):
            yield Problem(26, step.code, pointed, (("name", code),))
    for said in (template, *template.others):
        blamed = (ending.code for ending in said.endings if blames(ending.says))
        yield from (Problem(26, _place(template, said, code), blame) for code in blamed)


def _keeps_no_content(template: Template) -> Found:
    says = N_("“never” must name at least: {words}.")
    words = ", ".join(sorted(str(each) for each in ALWAYS_NEVER))
    for step in template.steps:
        if not frozenset(step.never) >= ALWAYS_NEVER:
            yield Problem(27, step.code, says, (("words", words),))


def _safety_first(template: Template) -> Found:
    first = N_("Safety comes before anything else. Let the first step be one whose act is “safety”.")
    help_ = N_("Help asks nothing and needs nobody’s leave. Take questions and consents out of a step of safety.")
    step = template.step(template.first)
    if step is not None and step.act is not Act.SAFETY:
        yield Problem(37, step.code, first)
    for each in template.steps:
        if each.act is Act.SAFETY and (each.questions or each.consent):
            yield Problem(33, each.code, help_)


def _marks_are_not_asked_for(template: Template) -> Found:
    says = N_("Nobody may ask for a mark. Say “optional = true”; who does not come back owes nothing.")
    for step in template.steps:
        if step.act is Act.MARK and step.who is Who.ASKER and not step.optional:
            yield Problem(38, step.code, says)


def _questions(template: Template) -> Found:
    must = N_("A question to the person who asks can always be left out. Take “must” out.")
    for step in template.steps:
        if any(each.must and each.to is Who.ASKER for each in step.questions):
            yield Problem(9, step.code, must)


WORDING_SAYS: Final = {
    7: N_("This demands proof or a name. Nobody has to show either."),
    9: N_("This demands an account of what happened. No step requires one; ask what is needed to do it."),
    31: N_("Software and processes pass no judgement on anybody. Use other words."),
    38: N_("Nobody may ask for a mark. Take this out."),
}


def _wordings(template: Template) -> Found:
    for said, (rule, wording) in product((template, *template.others), WORDINGS.items()):
        for place, text in said.texts():
            if demands(text, wording) and not (rule == 9 and _may_leave_out(said.step(place), text)):
                yield Problem(rule, _place(template, said, place), WORDING_SAYS[rule])


def _place(template: Template, said: Template, place: str) -> str:
    """Where a wording stands: in another language than that of the file, with the language."""
    return place if said is template else f"{place} ({said.language})"


def _says_it_in_each_language(template: Template) -> Found:
    yield from template.unsaid


def _may_leave_out(step: Step | None, text: str) -> bool:
    """Whether whoever asks tells it of themselves, and can leave it out: their own optional step or open question."""
    if step is None or step.who is not Who.ASKER:
        return False
    return step.optional or any(text == each.says and not each.must for each in step.questions)


def _leads_somewhere(template: Template) -> Found:
    first = N_("“first” must be the code of a step.")
    unknown = N_("“{name}” is neither a step nor an ending of this file.")
    phase = N_("“{name}” is no phase of this file.")
    known = {step.code for step in template.steps} | {ending.code for ending in template.endings}
    if template.step(template.first) is None:
        yield Problem(0, "process", first)
    for step in template.steps:
        yield from (Problem(0, step.code, unknown, (("name", to),)) for to in step.targets if to not in known)
        if step.phase not in {each.code for each in template.phases}:
            yield Problem(0, step.code, phase, (("name", step.phase),))


def _reaches_and_ends(template: Template) -> Found:
    lost = N_("Nothing leads here. Let another step lead to it, or take it out.")
    stuck = N_("From here no ending can be reached. Let a step lead to one.")
    ring = N_("These steps go round without a clock. Give one of them “days”.")
    found, ends, rings = reached(template), that_end(template), clockless_rings(template)
    for step in template.steps:
        if step.code not in found:
            yield Problem(0, step.code, lost)
        elif step.code not in ends:
            yield Problem(0, step.code, stuck)
        if step.code in rings:
            yield Problem(0, step.code, ring)
    for ending in template.endings:
        if ending.kind not in OF_THEMSELVES and ending.code not in found:
            yield Problem(26, ending.code, lost)


CHECKS: Final[tuple[Callable[[Template], Found], ...]] = (
    _leads_somewhere,
    _reaches_and_ends,
    _only_askers_mark,
    _silence_ends_nothing,
    _askers_leave_out,
    _consent_for_each_act,
    _meeting_is_never_default,
    _refusing_changes_nothing,
    _consent_ends,
    _asked_again_in_each_phase,
    _clocks,
    _no_is_an_answer,
    _facilitators,
    _endings_are_honest,
    _keeps_no_content,
    _safety_first,
    _marks_are_not_asked_for,
    _questions,
    _wordings,
    _says_it_in_each_language,
)
