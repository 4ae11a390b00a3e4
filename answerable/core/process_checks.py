# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each move in a run must bring, beyond the table: one check a move, from a wish to the value of a fact."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from answerable.core import facilitator as facilitators
from answerable.core import outsider
from answerable.core import value as read
from answerable.core.body import Body
from answerable.core.clocks import Spans, last_day, standing_still
from answerable.core.errors import Refused
from answerable.core.handler import Handler
from answerable.core.move import ASKERS, READERS, Role
from answerable.core.outsider import OutsiderStage
from answerable.core.process_move import RunMove
from answerable.core.process_read import read_template
from answerable.core.process_rules import check_rules
from answerable.core.process_state import Run
from answerable.core.process_template import NEEDS_CONSENT, Step, Template, Who
from answerable.core.readers import may_write
from answerable.core.state import Ask
from answerable.core.value import JSON, Value
from answerable.core.words import N_

NOT_YOURS = N_("This is not yours to do.")
NOT_THIS_STEP = N_("The process stands at another step now. Please look at its page again.")
NO_SUCH_WAY = N_("From this step there is no such way on.")
NO_CONSENT = N_("This needs a consent that nobody has given, or that has run out. Nothing was done.")
NOT_HELD = N_("No facilitator holds this process now. The person who asks accepts one first.")
BODY_LEFT = N_("The organisation has left this process. It can say again that it takes part.")
NOT_ALL = N_("Not everybody whom it needs has said yes to this process yet.")
CANNOT_LEAVE_OUT = N_("This step cannot be left out by you. You can pause or stop the process.")
NO_CONSENT_HERE = N_("This step needs no consent of yours.")
TOO_LONG = N_("A consent lasts until a day that is named: from today, and not longer than this step allows.")
ALREADY = N_("You have said so already.")
NOT_LATE = N_("The days of this step are not over.")
NOT_AROUND = N_("This process is not made for an ask. It can be used on paper, without this place.")
MAY_NOT_WRITE = N_("The person who asks wants answers only. They can propose a process themselves.")
NOT_A_FACILITATOR = N_("This is nobody who can hold this process: somebody from outside, who is in office today.")
STILL_THERE = N_("There is a facilitator already. Only the person who asks, or the facilitator, can end that.")
NOT_OVERTAKEN = N_("Nothing has overtaken this process.")

# Who enters an act for whom. Who has no way in here is spoken for by the facilitator; by the organisation where there
# is none.
ENTERS: Mapping[Who, frozenset[Role]] = {
    Who.ASKER: ASKERS,
    Who.BODY: READERS,
    Who.SECOND_LINE: frozenset({Role.SECOND_LINE}),
    Who.FACILITATOR: frozenset({Role.FACILITATOR}),
    Who.PERSON_CONCERNED: READERS | {Role.FACILITATOR},
    Who.CIRCLE: READERS | {Role.FACILITATOR},
}


@dataclass(frozen=True)
class RunWish:
    """Somebody's wish for a move. `ask` is None for a process that is not around an ask; `handlers` all seats known."""

    run: Run | None
    move: RunMove
    value: Value
    by: Role
    actor: str
    at: date
    ask: Ask | None
    body: Body | None
    handlers: Collection[Handler]

    @property
    def held(self) -> Run:
        assert self.run is not None
        return self.run

    @property
    def step(self) -> Step:
        """The step that the wish names, which must be the one the run stands at."""
        step = self.held.step
        if step is None or self.value.get("step") != step.code:
            raise Refused(NOT_THIS_STEP)
        return step

    def speaks_for(self, who: Who) -> bool:
        """Whether this role enters acts of `who` here. A backup who is no reader speaks for the second line alone."""
        if who in (Who.PERSON_CONCERNED, Who.CIRCLE) and self.run is not None and self.run.template.holder is not None:
            return self.by is Role.FACILITATOR
        if self.by is Role.SECOND_LINE and who is not Who.SECOND_LINE:
            return self.by in ENTERS[who] and self.ask is not None and self.actor in self.ask.readers
        return self.by in ENTERS[who]


Added = dict[str, JSON]


def still(run: Run, ask: Ask | None) -> Spans:
    """When the clocks of the run stand still: its own pauses and those of its ask, in order."""
    spans = run.pauses + (standing_still(ask) if ask is not None else ())
    return tuple(sorted(spans, key=lambda span: (span[0], span[1] or date.max)))


def step_day(run: Run, ask: Ask | None) -> date | None:
    """The last day of the step the run stands at; None where it has no clock or stands still."""
    step = run.step
    if step is None or step.days is None or run.since is None:
        return None
    return last_day(run.since, step.days, still(run, ask))


def _template(raw: JSON) -> Template:
    made = read_template(read.parse_part(raw))
    check_rules(made)
    return made


def propose(wish: RunWish) -> Added:
    read.check_keys(wish.value, ("code", "template"))
    made = _template(wish.value["template"])
    if wish.ask is not None and Who.ASKER not in made.people:
        raise Refused(NOT_AROUND)
    if wish.by not in ASKERS and wish.ask is not None and not may_write(wish.ask, wish.at):
        raise Refused(MAY_NOT_WRITE)
    who = next((one for one in Who if one in made.people and wish.speaks_for(one)), None)
    if who is None:
        raise Refused(NOT_YOURS)
    code = read.parse_line(wish.value["code"])
    return {"code": code, "template": wish.value["template"], "who": str(who)}


def _party(wish: RunWish, *, agreed: bool) -> Who:
    """For whom the wish says yes, no or goodbye: a party that this role speaks for, and that has (not) agreed yet."""
    spoken = [one for one in Who if one in wish.held.template.people and wish.speaks_for(one)]
    if not spoken:
        raise Refused(NOT_YOURS)
    found = next((one for one in spoken if (one in wish.held.agreed) is agreed), None)
    if found is None:
        raise Refused(ALREADY)
    return found


def agree(wish: RunWish) -> Added:
    read.check_keys(wish.value, ())
    return {"who": str(_party(wish, agreed=False))}


def decline(wish: RunWish) -> Added:
    read.check_keys(wish.value, ())
    return {"who": str(_party(wish, agreed=False))}


def begin(wish: RunWish) -> Added:
    read.check_keys(wish.value, ())
    if not wish.held.has_agreed:
        raise Refused(NOT_ALL)
    if not wish.held.is_held:
        raise Refused(NOT_HELD)
    return {}


def done(wish: RunWish) -> Added:
    read.check_keys(wish.value, ("step", "to"))
    step = wish.step
    if not wish.speaks_for(step.who):
        raise Refused(NOT_YOURS)
    _check_takes_part(wish, step)
    to = read.parse_line(wish.value["to"])
    if to not in {way.to for way in step.ways}:
        raise Refused(NO_SUCH_WAY)
    _check_consents(wish, step)
    return {"step": step.code, "to": to}


def _check_takes_part(wish: RunWish, step: Step) -> None:
    if step.who is Who.FACILITATOR:
        if not wish.held.is_held:
            raise Refused(NOT_HELD)
        if not _may_hold(wish, wish.actor):
            raise Refused(NOT_A_FACILITATOR)
    if step.who in wish.held.template.people and step.who not in wish.held.agreed:
        raise Refused(BODY_LEFT)


def _check_consents(wish: RunWish, step: Step) -> None:
    """Every consent that the step names must be live on this very day (rules 6 and 13)."""
    needed = set(step.consent)
    if step.act in NEEDS_CONSENT and Who.ASKER in wish.held.template.people and step.who is not Who.ASKER:
        needed.add(Who.ASKER)
    if any(wish.held.consent(who, wish.at) is None for who in needed):
        raise Refused(NO_CONSENT)


def leave_out(wish: RunWish) -> Added:
    """To leave out and to refuse a consent are one move: nobody can tell them apart, and neither has a price."""
    read.check_keys(wish.value, ("step",))
    step = wish.step
    refuses = any(wish.speaks_for(who) for who in step.consent)
    leaves = step.optional and (wish.speaks_for(step.who) or wish.by in ASKERS)
    if not refuses and not leaves:
        raise Refused(CANNOT_LEAVE_OUT)
    return {"step": step.code}


def consent(wish: RunWish) -> Added:
    read.check_keys(wish.value, ("step", "until"))
    step = wish.step
    spoken = sorted(one for one in step.consent if wish.speaks_for(one))
    if not spoken:
        raise Refused(NO_CONSENT_HERE)
    who = next((one for one in spoken if wish.held.consent(one, wish.at) is None), spoken[0])
    until = read.parse_day(wish.value["until"])
    assert step.consent_days is not None
    if not wish.at <= until <= wish.at + timedelta(days=step.consent_days):
        raise Refused(TOO_LONG)
    return {"step": step.code, "who": str(who), "until": until.isoformat()}


def take_back(wish: RunWish) -> Added:
    read.check_keys(wish.value, ("step",))
    step = wish.held.template.step(read.parse_line(wish.value["step"]))
    given = {one.who for one in wish.held.consents if step is not None and one.yes.thing == step.code}
    who = next((one for one in given if wish.speaks_for(one)), None)
    if step is None or who is None:
        raise Refused(NO_CONSENT_HERE)
    return {"step": step.code, "who": str(who)}


def late(wish: RunWish) -> Added:
    read.check_keys(wish.value, ("step",))
    step, day = wish.step, step_day(wish.held, wish.ask)
    if step.late is None or day is None or wish.at <= day:
        raise Refused(NOT_LATE)
    return {"step": step.code, "to": step.late}


def nothing(wish: RunWish) -> Added:
    read.check_keys(wish.value, ())
    return {}


def pause(wish: RunWish) -> Added:
    if wish.held.paused:
        raise Refused(ALREADY)
    return nothing(wish)


def resume(wish: RunWish) -> Added:
    if not wish.held.paused:
        raise Refused(ALREADY)
    return nothing(wish)


def leave(wish: RunWish) -> Added:
    read.check_keys(wish.value, ())
    return {"who": str(_party(wish, agreed=True))}


def overtake(wish: RunWish) -> Added:
    """By the software only where the ask itself was taken back or stands with another body now; by its asker always."""
    read.check_keys(wish.value, ())
    if wish.by is Role.CLOCK and (wish.ask is None or not wish.ask.withdrawn):
        raise Refused(NOT_OVERTAKEN)
    return {}


def offer(wish: RunWish) -> Added:
    """Whom the template lets offer somebody; the body asked never does, and never somebody of its own."""
    read.check_keys(wish.value, ("seat",))
    run, seat = wish.held, read.parse_line(wish.value["seat"])
    if run.facilitator is not None and run.facilitator.stage is not OutsiderStage.ENDED:
        raise Refused(STILL_THERE)
    facilitators.next_stage(run.facilitator, wish.move, wish.by)
    holder = run.template.holder
    if holder is None or not any(wish.speaks_for(who) for who in holder.offered_by):
        raise Refused(NOT_YOURS)
    if not _may_hold(wish, seat):
        raise Refused(NOT_A_FACILITATOR)
    return {"seat": seat}


def _may_hold(wish: RunWish, code: str) -> bool:
    return outsider.is_outside(wish.handlers, code, Role.FACILITATOR, wish.body, wish.at)


def declare(wish: RunWish) -> Added:
    read.check_keys(wish.value, ("ties", "paid_by"))
    facilitators.next_stage(wish.held.facilitator, wish.move, wish.by)
    ties, paid_by = outsider.parse_told(wish.value)
    outsider.check_ties(ties)
    return {"ties": [str(each) for each in ties], "paid_by": str(paid_by)}


def accept(wish: RunWish) -> Added:
    """The yes repeats what was told, so that nobody says yes to something that has changed meanwhile."""
    read.check_keys(wish.value, ("ties", "paid_by"))
    found = wish.held.facilitator
    facilitators.next_stage(found, wish.move, wish.by)
    ties, paid_by = told = outsider.parse_told(wish.value)
    assert found is not None
    outsider.check_told(found, told)
    return {"ties": [str(each) for each in ties], "paid_by": str(paid_by)}


def of_facilitator(wish: RunWish) -> Added:
    facilitators.next_stage(wish.held.facilitator, wish.move, wish.by)
    return nothing(wish)


CHECKS: Mapping[RunMove, Callable[[RunWish], Added]] = {
    RunMove.PROPOSE: propose,
    RunMove.AGREE: agree,
    RunMove.DECLINE: decline,
    RunMove.BEGIN: begin,
    RunMove.DONE: done,
    RunMove.LEAVE_OUT: leave_out,
    RunMove.CONSENT: consent,
    RunMove.TAKE_BACK: take_back,
    RunMove.LATE: late,
    RunMove.PAUSE: pause,
    RunMove.RESUME: resume,
    RunMove.LEAVE: leave,
    RunMove.STOP: nothing,
    RunMove.OVERTAKE: overtake,
    RunMove.OFFER: offer,
    RunMove.DECLARE: declare,
    RunMove.ACCEPT: accept,
    RunMove.END_FACILITATOR: of_facilitator,
    RunMove.WISH_ANOTHER: of_facilitator,
}
