# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences that the desk's and the joining page's scripts say, by key; `_one` beside a key is for one."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from answerable.core import promise, silence
from answerable.core.words import N_
from answerable.sealing.errors import SENTENCES

COMMON = {
    "wait": N_("One moment …"),
    "go_on": N_("Go on"),
    "offline": N_("No answer came. What you typed is still on this page. Please try again: it cannot arrive twice."),
    "stretching": N_("Making keys from your words … {n} of 100"),
}
HOME = {
    "count": N_("{n} asks wait for us."),
    "count_one": N_("One ask is waiting."),
    "more": N_("{n} more asks stand here. None of them is late."),
    "more_one": N_("One more ask stands here. It is not late."),
    "late": N_("{n} days late"),
    "late_one": N_("1 day late"),
    "by_day": N_("by {day}"),
    "needs_acknowledge": N_("Say that you have read it"),
    "needs_answer": N_("Answer it"),
    "needs_word": N_("Send word"),
    "needs_promise": N_("You said yes: now promise"),
    "needs_done": N_("Do what was promised"),
    "needs_complete": N_("An intention: fill in what is missing"),
    "needs_nothing": N_("Nothing to do now"),
    "unopened": N_("An ask"),
    "row_line": N_("{kind} · to {body} · day {day}"),
    "open_ask": N_("Open it"),
    "open_again": N_("Open it again"),
    "open_label": N_("{action}: {kind}, day {day}"),
    "signal_kind": N_("{body}. It asks: {kind}"),
    "duty": N_("{from} ended. One duty came over to {body}."),
    "seat": N_("{title}, {body}"),
    "seat_until": N_("Until {day}."),
    "seat_door_closed": N_("The door is not open yet: it opens when two readers have rehearsed. So far: {n}."),
    "seat_rehearse": N_("You have not rehearsed yet."),
    "leave_label": N_("Leave this seat: {title}, {body}"),
    "left_seat": N_("You have left this seat."),
    "carry": N_("I take it"),
    "carry_back": N_("Give it back"),
    "carried_mine": N_("You have taken it."),
    "carried_by": N_("Taken by: {title}."),
    "load": N_("{name}: {n}"),
    "load_you": N_("You"),
    "load_nobody": N_("Nobody yet: {n}"),
    "today_day": N_("Today, {day}"),
    "phrase_short": N_("Save at least three words, so that they can be told apart from what you write."),
    "phrase_many": N_("Thirty are saved. Take one out first."),
    "phrase_drop": N_("Take out: {phrase}"),
    "phrase_saved": N_("Saved, sealed to your key."),
    "phrase_dropped": N_("Taken out."),
    "keys_saved": N_("Kept for your next visit."),
    "rehearse": N_("Go through a practice ask"),
    "rehearse_again": N_("Practise again"),
    "rehearsed": N_("You have rehearsed. Nothing of the practice was kept."),
    "seat_role_only": N_("People see only your role."),
    "seat_by_name": N_("People see your name: {name}."),
    "waits": N_("Your keys for {title}, {body}, are new since {day}. You read nothing of what came before."),
    "waits_from": N_(
        "From {day} on another reader can seal it to you again. Say these six words to them, in your own voice: by "
        "phone or face to face, never in writing."
    ),
    "renewal": N_("{title} has new keys since {day}"),
    "renewal_from": N_("What you both read can be sealed to them from {day} on."),
    "renewal_due": N_("What you both read can be sealed to them now."),
    "renewal_go": N_("Seal it again: {title}"),
    "reseal_lead": N_("{title} lost their keys. Before you seal anything to the new ones, hear six words."),
    "reseal_row": N_("{kind}, day {day}"),
    "reseal_done": N_("Sealed again."),
    "reseal_refused": N_("The person who asked said no. It stays closed to the new keys."),
    "reseal_all": N_("What could be sealed again is sealed again."),
    "voice": N_(
        "These are not the six words of the new keys, so nothing was sealed. Call again and listen to each word. If "
        "they still differ, stop: these may not be their keys. Tell the other readers and somebody outside."
    ),
    "watch_stands": N_("In the record, {body}: your key, since {day}. Readers who stand there: {n}."),
    "watch_stands_one": N_("In the record, {body}: your key, since {day}. No other reader stands there."),
    "watch_waits": N_("In the record, {body}: nothing yet. Your key enters it tonight."),
    "watch_absent": N_(
        "In the record, {body}: you do not stand there. What people send may not reach you. Ask the operator why, and "
        "somebody outside."
    ),
    "watch_key": N_(
        "In the record, {body}: the key beside your name is not yours. Somebody else may read what was meant for you. "
        "Stop, and tell the others and somebody outside."
    ),
    "watch_old": N_("In the record, {body}: the list of readers is more than two days old. Ask the operator why."),
    "watch_head": N_(
        "The record cannot be checked: nobody whom this page believes has signed it. Ask the operator why."
    ),
    "visit_unnamed": N_("A device without a name"),
    "visit_here": N_("here"),
    "visit_day": N_("Last used on {day}"),
    "visit_end": N_("End the session on: {name}"),
}
ASK = {
    "ask_body": N_("To {body}. Day {day}."),
    "state_acknowledge": N_("Nobody has said yet that it was read. By {day} a person must say so."),
    "state_acknowledge_late": N_("Nobody has said yet that it was read. A person owed this by {day}."),
    "state_answer_late": N_("It was read. Yes, no, or what you offer: this was owed by {day}."),
    "state_word_late": N_("They have heard nothing, and there is no answer. Word was owed by {day}."),
    "state_promise_late": N_("You said yes, and no promise came. It was owed by {day}, so it counts as silence again."),
    "state_done_late": N_("A promise was to be kept by {day}. Nobody has said that it is done."),
    "state_answer": N_("It was read. By {day}: yes, no, or what you offer."),
    "state_word": N_("The answer is not there yet, and they have heard nothing. Send word by {day}."),
    "state_promise": N_("You said yes. By {day}: who does what, by when, and how it will be seen."),
    "state_done": N_("A promise waits to be kept, by {day}."),
    "state_complete": N_("An intention stands there. Something is still missing in it."),
    "state_nothing": N_("Nothing is owed now. Nobody has to write back."),
    "state_paused": N_("The person who asked paused it. It stands still until they go on."),
    "state_withdrawn": N_("The person who asked took it back. That is their right, and it is no failure."),
    "days": N_("{day} days since it was sent."),
    "days_late": N_("{day} days since it was sent; {n} of them were late."),
    "note_answers_only": N_("They want answers only. You cannot write to them beside that."),
    "note_slow": N_("They want to go slowly. Your days stay the same; theirs are theirs."),
    "note_helped": N_("Entered with help: somebody typed this for them."),
    "note_hosted": N_("Sent without scripts: this server can read what it opens for them."),
    "note_standby": N_("You read this as the backup, because it waited too long. They see that you opened it."),
    "no_answer": N_("no answer · day {day}"),
    "answer_foot": N_("Given on {day}. The power to give it: {power}."),
    "answer_replaced": N_("An older answer, of {day}, kept visible. The power to give it: {power}."),
    "head_promise": N_("Promise"),
    "head_intention": N_("Intention"),
    "promise_past_due": N_("past due"),
    "promise_completed": N_("filled in since"),
    "promise_intention": N_("intention"),
    "promise_proposed": N_("given"),
    "promise_accepted": N_("accepted by the person who asked"),
    "promise_declined": N_("not accepted by the person who asked"),
    "promise_said_done": N_("you say it is done"),
    "promise_released": N_("released by the person who asked"),
    "promise_old_date": N_("The day was {day} before."),
    "promise_missing": N_("Still missing: {slots}."),
    "promise_claim": N_("This is what you say. Only the person who asked can say if it is so."),
    "slot_empty": N_("not said"),
    "history": N_("Day {n}, {day}: {what}"),
    "from_asker": N_("The person who asked"),
    "from_nobody": N_("Nobody that we can prove"),
    "words_go": N_("What was written leaves this desk on {day}, as the person who asked was told."),
    "words_went": N_(
        "{n} messages left this desk by {day}, as the person who asked was told. The ask and what was answered stay."
    ),
    "words_went_one": N_(
        "One message left this desk on {day}, as the person who asked was told. The ask and what was answered stay."
    ),
    "no_words": N_("No words. The ask stands without them."),
}
ACTS = {
    "act_acknowledged": N_("I have read it"),
    "act_answer": N_("Answer"),
    "act_answer_anew": N_("Answer anew"),
    "act_word": N_("Send word"),
    "act_promise": N_("Promise"),
    "act_complete": N_("Fill in what is missing"),
    "act_claim": N_("Say it is done"),
    "act_moved": N_("Move the day"),
    "act_message": N_("Write to them"),
    "act_propose": N_("Propose a process"),
    "act_removed": N_("I am too close: pass it on"),
    "act_conflict": N_("I have a tie to this"),
    "act_consent-asked": N_("Ask leave for one thing"),
    "act_consent-used": N_("We did it"),
    "act_telling": N_("Tell the person now"),
    "act_boundary-yes": N_("We accept it"),
    "act_boundary-no": N_("We do not accept it"),
    "act_breach": N_("It was broken"),
    "act_breach-answer": N_("Answer to the break"),
    "act_same-road": N_("Write what we did last time"),
    "sent_conflict": N_("Sent: they learn of the tie."),
    "sent_consent-asked": N_("Asked. They need not answer, and you may not ask it again."),
    "sent_consent-used": N_("Written down: it was done, once."),
    "sent_telling": N_("Written down: they are told today. The sheet stands below."),
    "sent_propose": N_("Proposed. They need not answer. If they say yes, it stands among your processes."),
    "lack_process": N_("Choose one of them."),
    "lack_support": N_("Choose who supports this person."),
    "copied_sheet": N_("Copied."),
    "copy_by_hand": N_("This browser does not copy by itself. The words are chosen now: copy them by hand."),
    "sent_boundary-yes": N_("Sent: you accept it."),
    "sent_boundary-no": N_("Sent: you do not accept it. It stands all the same."),
    "sent_breach": N_("Written down. You owe an answer within three days."),
    "sent_breach-answer": N_("Your answer to the break is sent."),
    "sent_same-road": N_("Written down. Now you can answer."),
    "lack_leave": N_("Choose one thing and one person."),
    "lack_tie": N_("Choose which tie, and what follows from it."),
    "lack_said": N_("Choose one of the list."),
    "head_attested": N_("Somebody from outside, whom the person who asks trusts"),
    "attested_none": N_("They have not said what they saw. It would mark nothing."),
    "head_same_road": N_("When you were last asked about such a role"),
    "sent_acknowledged": N_("Sent: you have read it."),
    "sent_answer": N_("Your answer is sent."),
    "sent_word": N_("Word is sent."),
    "sent_promise": N_("It is sent."),
    "sent_claim": N_("Sent: you say it is done."),
    "sent_moved": N_("The day is moved. The old one stays visible."),
    "sent_message": N_("Your message is sealed and sent."),
    "letter_title": N_("I am the {role}."),
    "letter_role": N_("I am {role}."),
    "letter_others": N_("Also the {others} can read it; nobody else."),
    "letter_others_one": N_("The {others} can read it too; nobody else."),
    "letter_alone": N_("Nobody else can read it."),
    "letter_by": N_("By {day} we will say yes, no, or what we can offer, and who decided."),
    "slots_full": N_("This is a promise. It can be checked."),
    "slots_missing": N_("This is an intention. Still missing: {slots}."),
    "only_phrases": N_(
        "These are saved words only. Write something of your own beside them: whoever asked should get words that were "
        "written to them."
    ),
    "note_kept": N_("Kept for those who read this now."),
    "key_renewed": N_("A reader had left. This ask has a new key now, which they do not hold."),
    "key_waits": N_(
        "A reader has left, and the new key waits for another reader or for the person who asked. Until then they "
        "could open what is written here, if this server handed it to them. It does not."
    ),
    "key_doubt": N_(
        "A reader ({who}) made the newest key of this ask, and the record does not show that reader's own key as it "
        "stands here. You can read. Words of yours are not sealed to it: come back when the record can be asked, or "
        "wait until the person who asks makes a new key."
    ),
    "gap_note": N_("A note here is missing. It may be held back."),
    "lack_words": N_("Write something first."),
    "lack_mark": N_(
        "Not sent. This asks the person for a mark: “{words}” Nobody may: they decide if they say anything, and when. "
        "Say what was done, and leave it there. Your words are still here."
    ),
    "lack_answer": N_("Choose one of the four answers."),
    "lack_reason": N_("A no needs at least one reason."),
    "lack_power": N_("Choose the role with the power to give this."),
    "lack_day": N_("Choose the new day."),
    "lack_sure": N_("Tick the line to send word."),
}
FLAWS = {
    "flaw_forged": N_("A message here is signed by nobody we know. Somebody may have made it up, so it is not shown."),
    "flaw_unsigned": N_("A message here has no signature. It is not shown."),
    "flaw_replayed": N_("A message came twice. The second one is not shown."),
    "flaw_repeated": N_("Two messages carry the same number. Perhaps they were sent from two windows."),
    "flaw_reordered": N_("These messages do not stand in the order in which they were written."),
    "flaw_old_epoch": N_("This was sealed with an old key, which somebody who left may still have."),
    "flaw_misplaced": N_("A message here belongs to another place. It is not shown."),
    "flaw_unopened": N_("A message here cannot be opened with your key."),
    "gap_asker": N_("Message {n} of the person who asked is missing. It may be held back."),
    "gap_reader": N_("Message {n} of a reader ({who}) is missing. It may be held back."),
    "gap_seen": N_("Somebody answered to a message that is not here. It may be held back."),
}
JOIN = {
    "invited": N_("You are invited: {title}, {body}"),
    "invited_server": N_("You are invited: {title} of this server"),
    "task_handler": N_("You will read what people ask of this organisation, and answer in its name."),
    "task_second_line": N_(
        "You will be the backup: you learn when an ask waits too long, and you read what goes past the organisation."
    ),
    "task_body_steward": N_(
        "You will keep the organisation's page, invite readers and keep the pledges. You will read no ask."
    ),
    "task_outreach_worker": N_(
        "You will enter asks for people who have no way to do it themselves, from paper or by phone. "
        "You will read no ask."
    ),
    "task_facilitator": N_(
        "You will hold processes at other organisations, where the person who asks accepts you. You will read no ask."
    ),
    "task_attester": N_(
        "You will look at other organisations whether something was done, where the person who asks wishes it. "
        "You will read no ask."
    ),
    "task_again": N_(
        "You lost every way in, so your seat gets new keys. The old ones then open nothing. What was sealed to you "
        "opens again only when another reader seals it to your new keys, from seven days on."
    ),
    "done_again": N_(
        "At your desk stand six words. Say them to another reader, by phone or face to face: with them they can seal "
        "to you what you both read, from seven days on."
    ),
    "task_operator": N_("You will run this server. You will read no ask."),
    "task_directory_steward": N_("You will keep the list of organisations."),
    "task_equity_steward": N_("You will look at what many asks show together."),
    "task_fund_steward": N_("You will keep the fund's page."),
    "door_waits": N_("The door of an organisation opens when two readers have joined and rehearsed. So far: {n}."),
    "door_waits_none": N_(
        "The door of an organisation opens when two readers have joined and rehearsed. So far: nobody."
    ),
    "door_waits_one": N_("The door of an organisation opens when two readers have joined and rehearsed. So far: one."),
    "door_open": N_("The door of this organisation is open: two readers have rehearsed."),
    "lines_same": N_("They are the same"),
    "lack_name": N_("Write your name, or choose only your role."),
    "bad_address": N_("This does not look like an e-mail address. You can leave it empty."),
    "words_differ": N_("These are not the same words. Look again, and try once more."),
}
WAYS = {
    "passkey_user": N_("Desk"),
    "passkey_not_here": N_("This browser cannot use passkeys. Use a passphrase, or another browser."),
    "passkey_none": N_("No passkey was used. Try again, or take another way."),
    "passkey_known": N_("A passkey of yours lies on this device already. Take another device or key."),
    "passkey_no_prf": N_(
        "This device makes passkeys that can let you in but cannot unlock what is sealed to you, so this one was not "
        "kept here. Take another device or key, or a passphrase. You can delete the passkey in your device's settings."
    ),
    "passkey_no_key": N_(
        "This passkey answered, but this browser gives no key with it, so nothing could be unlocked. Take another "
        "browser, or come in with your passphrase."
    ),
    "way_passkey": N_("Passkey"),
    "way_carried": N_("Passphrase that you carry"),
    "way_printed": N_("Printed passphrase"),
    "way_change": N_("Change: {name}"),
    "way_off": N_("Take off: {name}"),
}
WORDS = {
    "words-count": N_("There must be eight words. Here there are {count}."),
    "words-unknown": N_("Word {position} is not one of our words: “{word}”. Please look at that word again."),
    "words-checksum": N_("These eight words do not fit together. One of them is a different word."),
    **{name: SENTENCES[name] for name in ("record-head", "record-old", "record-key", "record-new")},
    "sealing": N_(
        "Something that came from the server does not fit, so it was not opened or sent ({code}). "
        "Tell the person who runs this server."
    ),
}


def _signals() -> dict[str, str]:
    lines = {f"signal_{name}": text for name, text in silence.SIGNAL_LINES.items()}
    return lines | {f"slot_{name}": text for name, text in promise.SLOT_TITLES.items()}


def sayings() -> Iterator[tuple[str, str]]:
    """All of them in the page's language."""
    every = (COMMON, HOME, ASK, ACTS, FLAWS, JOIN, WAYS, WORDS, _signals())
    return ((key, _(text)) for part in every for key, text in part.items())
