# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ask bank: every kind of ask, in plain words. Data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass

from answerable.core.words import N_

OWN_WORDS = "own_words"


@dataclass(frozen=True)
class Kind:
    """`form` is deliverable (can be met) or boundary (is kept or breached); all texts are English msgids.

    `goes_past` is lodged past the body only: whoever is said to retaliate never reads it (rule 24).
    """

    key: str
    group: str
    title: str
    plain: str
    met_could: tuple[str, ...]
    form: str = "deliverable"
    urgent: bool = False
    goes_past: bool = False


GROUPS: Mapping[str, str] = {
    "safety": N_("Keep me and my help"),
    "say": N_("Say it and own it"),
    "limits": N_("Stop and stay away"),
    "find_out": N_("Look into it"),
    "repair": N_("Give back and pay"),
    "change": N_("Change how things work"),
    "me": N_("For me and my place"),
}

_ALL = (
    Kind(
        "protect",
        "safety",
        N_("Protect me from payback"),
        N_("Nobody may punish me, or people close to me, because I spoke or asked."),
        (N_("Nobody loses work, help or a place."), N_("Those in charge tell everybody that payback is not allowed.")),
        form="boundary",
        urgent=True,
    ),
    Kind(
        "paid_back",
        "safety",
        N_("I am made to pay for asking"),
        N_("Since I asked, somebody takes work, help, a home or a place from me. It goes past them, to the backup."),
        (N_("What was taken is given back by a day you name."), N_("Somebody outside looks at who did it.")),
        urgent=True,
        goes_past=True,
    ),
    Kind(
        "keep_services",
        "safety",
        N_("Keep or give back my services"),
        N_("I go on getting the help I had, or get it back."),
        (N_("The help starts again by a day you name."), N_("A person in charge confirms it in writing.")),
        urgent=True,
    ),
    Kind(
        "other_server",
        "safety",
        N_("Let somebody else serve me"),
        N_("I get the same help, but from another person."),
        (N_("Another person helps you from the next time on."), N_("You do not have to explain it at the desk.")),
        urgent=True,
    ),
    Kind(
        "not_there",
        "safety",
        N_("This person is not there when I am"),
        N_("When I come, the person I mean is somewhere else."),
        (N_("There are hours or places that are only yours."), N_("They leave if you come.")),
        form="boundary",
        urgent=True,
    ),
    Kind(
        "acknowledge",
        "say",
        N_("Say that it happened"),
        N_("The organisation says that harm was done, without asking me to prove it again."),
        (N_("A letter says what was done and that it was wrong."), N_("It names the part the organisation had in it.")),
    ),
    Kind(
        "who_knew",
        "say",
        N_("Say who knew, and when"),
        N_("The organisation says which of its people knew, and from which day on."),
        (N_("A list of roles and days."), N_("What each of them did with it.")),
    ),
    Kind(
        "apology_private",
        "say",
        N_("Say sorry to me, in private"),
        N_("An apology that only I get, in the way I choose."),
        (N_("It comes only after you said that you want it."), N_("It says what was done, and has no “if” or “but”.")),
    ),
    Kind(
        "apology_public",
        "say",
        N_("Say sorry in public"),
        N_("An apology that everybody can read or hear. It does not name me."),
        (N_("You see the words before others do."), N_("It stays up for as long as you agreed.")),
    ),
    Kind(
        "apology_written",
        "say",
        N_("Say sorry in writing"),
        N_("An apology on paper, with the role of who signs it."),
        (N_("A signed letter."), N_("It says what will be different.")),
    ),
    Kind(
        "apology_read_aloud",
        "say",
        N_("Say sorry, read aloud"),
        N_("An apology read out where I choose. I need not be there."),
        (N_("It is read at a meeting that you named."), N_("Nobody comments on it there.")),
    ),
    Kind(
        "know_it",
        "say",
        N_("Nothing, but know that I said it"),
        N_("I ask for nothing. I want them to know that somebody said it."),
        (N_("A person says that they have read it."), N_("It is kept, and not explained away.")),
    ),
    Kind(
        "no_contact",
        "limits",
        N_("No stage and no contact"),
        N_("The person I mean gets no stage, and does not contact me or come near."),
        (N_("They are not invited to speak or lead."), N_("They do not write, call or send others.")),
        form="boundary",
    ),
    Kind(
        "remove_from_role",
        "limits",
        N_("Take somebody out of a role"),
        N_("Somebody stops doing a job or holding a role, for a time or for good."),
        (N_("The role ends on a day that is named."), N_("Another person holds the keys, money and contacts.")),
    ),
    Kind(
        "stop_story",
        "limits",
        N_("Stop using my story"),
        N_("My story, name, voice or picture is not used any more."),
        (N_("Texts and pictures are taken down."), N_("Nobody tells it in talks or to funders.")),
        form="boundary",
    ),
    Kind(
        "answer_questions",
        "find_out",
        N_("Answer my questions"),
        N_("I ask some questions, and get an answer to each."),
        (N_("Each question has its own answer."), N_("“We do not know” says what was done to find out.")),
    ),
    Kind(
        "investigation",
        "find_out",
        N_("Have outsiders look into it"),
        N_("People from outside find out what went wrong. I can say who should not be one of them."),
        (N_("They are paid, but cannot be told what to find."), N_("You get to read what they found.")),
    ),
    Kind(
        "tell_others",
        "find_out",
        N_("Tell funders or other chapters"),
        N_("The organisation tells those whom I name what it did, without naming me."),
        (N_("You see the message before it goes."), N_("They tell you on which day it went.")),
    ),
    Kind(
        "pay_care",
        "repair",
        N_("Pay for care"),
        N_("The organisation pays for care that I need because of the harm. I choose who gives it."),
        (N_("A sum, or a number of hours, and a day."), N_("You do not have to show what you talk about there.")),
    ),
    Kind(
        "pay_lost_work",
        "repair",
        N_("Pay for lost work"),
        N_("The organisation pays what I lost because I could not work."),
        (N_("A sum and a day."), N_("No promise to keep quiet is asked for it.")),
    ),
    Kind(
        "pay_legal",
        "repair",
        N_("Pay for legal help"),
        N_("The organisation pays for a lawyer whom I choose."),
        (N_("The bill is paid by a day that is named."), N_("The lawyer answers only to you.")),
    ),
    Kind(
        "fund_group",
        "repair",
        N_("Give money to a group of those harmed"),
        N_("Money goes to a group run by people who were harmed."),
        (N_("The sum and the day are public."), N_("The group decides what it is for.")),
    ),
    Kind(
        "correct_record",
        "repair",
        N_("Correct the record"),
        N_("What was written about me is put right, or my own view is added to my file."),
        (N_("The old text says that it was wrong."), N_("Those who got the old text get the new one.")),
    ),
    Kind(
        "return_data",
        "repair",
        N_("Give back or delete my data or pictures"),
        N_("What they hold about me comes back to me, or is deleted."),
        (N_("A list of what they had."), N_("A day on which it was gone, copies too.")),
    ),
    Kind(
        "credit_work",
        "repair",
        N_("Credit my work"),
        N_("Work that I did carries the name I want, or is given back to me."),
        (N_("The name stands where the work stands."), N_("Those who took the credit say so.")),
    ),
    Kind(
        "change_policy",
        "change",
        N_("Change a rule"),
        N_("A rule of the organisation changes, so that it does not happen again."),
        (N_("The new rule is public, with a first day."), N_("Those harmed had a say in its words.")),
    ),
    Kind(
        "outside_report",
        "change",
        N_("Make a way to report outside"),
        N_("People can report harm to somebody who does not belong to the organisation."),
        (N_("A way that is paid for and known to all."), N_("It answers to people outside.")),
    ),
    Kind(
        "training",
        "change",
        N_("Learn, from those whom I name"),
        N_("People in charge learn from teachers whom I name or agree to."),
        (N_("Who goes, and on which days."), N_("The teachers are paid.")),
    ),
    Kind(
        "seats",
        "change",
        N_("Seats and pay for those harmed"),
        N_("People who were harmed get places where things are decided, and pay for that work."),
        (N_("A number of seats, and a day."), N_("The same pay as others there.")),
    ),
    Kind(
        "report_back",
        "change",
        N_("Report back to me again and again"),
        N_("They tell me how it goes, as often as I say."),
        (N_("A message on each day you named."), N_("It says what was done, and what was not.")),
    ),
    Kind(
        "come_back",
        "me",
        N_("Make it possible for me to come back"),
        N_("Things change so that I can take part again, if I want."),
        (N_("What kept you away is gone."), N_("Nobody asks you to explain why you left.")),
    ),
    Kind(
        OWN_WORDS,
        "me",
        N_("In my own words"),
        N_("I write what I ask for. I do not have to say what happened."),
        (N_("What you wrote is done in the way you wrote it."),),
    ),
)

KINDS: Mapping[str, Kind] = {kind.key: kind for kind in _ALL}


def is_urgent(kind: str) -> bool:
    """Whether three days are all there is to acknowledge and to answer. An erased ask has no kind."""
    return kind in KINDS and KINDS[kind].urgent


def goes_past(kind: str) -> bool:
    """Whether an ask of this kind is read by nobody of the body it is about."""
    return kind in KINDS and KINDS[kind].goes_past
