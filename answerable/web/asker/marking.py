# SPDX-License-Identifier: AGPL-3.0-or-later
"""Marks: only the asker's. What each audience would see stands there word for word before anything is marked."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from answerable.core import mark, mark_seen, silence
from answerable.core.ask import Ask, Stage, offered
from answerable.core.mark import Audience, Mark, MarkValue
from answerable.core.move import Move, Role
from answerable.core.promise import PromiseStage
from answerable.core.words import N_
from answerable.web.asker.came import slots
from answerable.web.asker.days import say_day, when

Part = dict[str, Any]

BUTTONS = {
    MarkValue.MET: N_("Mark it met"),
    MarkValue.PARTLY_MET: N_("Mark it partly met"),
    MarkValue.NOT_MET: N_("Mark it not met"),
    MarkValue.NO_LONGER_ASKED: N_("I no longer ask for it"),
}
FOLDS = {
    MarkValue.MET: N_("Met"),
    MarkValue.PARTLY_MET: N_("Partly"),
    MarkValue.NOT_MET: N_("Not met"),
    MarkValue.NO_LONGER_ASKED: N_("I no longer ask"),
}


def marks(ask: Ask, today: date) -> list[Part]:
    """All marks of its asker, the newest first; earlier ones stay."""
    return [_shown(ask, each, today) for each in reversed(ask.marks) if each.value is not MarkValue.TAKEN_BACK]


def _shown(ask: Ask, made: Mark, today: date) -> Part:
    says = _(mark.preview(Audience.ASKER, made.value))
    if made.promise is not None:
        says = f"{says} {_('That was about one promise.')}"
    return {"says": f"{says} {_who_knows(made, today)}", "when": when(ask, made.date)}


def _who_knows(made: Mark, today: date) -> str:
    if made.taken_back:
        return _("You took this back before anybody saw it.")
    title = _(mark.AUDIENCE_TITLES[made.audience])
    if made.audience is Audience.ASKER or mark.is_effective(made, today):
        return _("Who may know: {audience}.").format(audience=title)
    day = say_day(mark.effective_date(made))
    return _("Who may know: {audience}, from {day} on.").format(audience=title, day=day)


def unseen(ask: Ask, today: date) -> Part | None:
    """The newest mark that can still be taken back with nobody knowing."""
    for made in reversed(ask.marks):
        standing = mark.live(ask, made.promise)
        if standing and standing[-1] is made and not mark.is_effective(made, today):
            says = _("Nobody else has seen your last mark yet. Until {day} you can take it back unseen.")
            return {"promise": made.promise, "says": says.format(day=say_day(mark.effective_date(made)))}
    return None


def values(ask: Ask) -> list[Part]:
    """The four marks, each with its audiences and what they would see."""
    return [
        {"key": str(value), "title": _(FOLDS[value]), "button": _(BUTTONS[value]), "audiences": _audiences(ask, value)}
        for value in BUTTONS
    ]


def _audiences(ask: Ask, value: MarkValue) -> list[Part]:
    return [
        {"key": str(audience), "title": _(mark.AUDIENCE_TITLES[audience]), "says": _seen(ask, audience, value)}
        for audience in mark.AUDIENCES
    ]


def _seen(ask: Ask, audience: Audience, value: MarkValue) -> str:
    lines = mark_seen.seen(str(ask.mode), ask.terms[-1].silence, audience, value)
    return " ".join(_(each.says).format(words=_(each.words) if each.words else "") for each in lines)


def targets(ask: Ask) -> list[Part]:
    """The promises that can be marked each for itself."""
    live = [each for each in ask.promises if each.stage is not PromiseStage.DECLINED and each.completed_by is None]
    return [{"code": each.code, "title": _promise_title(place, each)} for place, each in enumerate(live, 1)]


def _promise_title(place: int, made: Any) -> str:
    says = [slot["says"] for slot in slots(made)[:3] if slot["says"]]
    return _("Promise {n}: {what}").format(n=place, what=" · ".join(says))


def lead(ask: Ask) -> str:
    if ask.claims or any(each.claimed for each in ask.promises):
        return _("They say it is done. You decide.")
    return _("You decide how it is.")


def not_now(ask: Ask) -> str:
    """Why there is nothing to mark; only before it is sent."""
    return _("It is not sent yet.") if ask.stage is Stage.HELD else ""


def pushed(ask: Ask) -> Part:
    """What the backup would learn, word for word. The same whether or not it was told: a shoulder learns nothing."""
    can = bool(ask.backups) and ask.lodged_date is not None and Move.CHANGE in offered(ask, Role.ASKER)
    words = _(silence.SIGNAL_LINES[silence.SignalName.PUSHED])
    kind = _("and what kind of thing you ask for, as you let them know")
    nothing = _("not who you are, and not what you ask for")
    says = _("They learn exactly: “{words}” They learn which organisation it is about, {more}.")
    return {"can": can, "says": says.format(words=words, more=kind if ask.terms[-1].kind_to_second_line else nothing)}
