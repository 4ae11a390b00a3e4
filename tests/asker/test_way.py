# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole way by command: asking, coming back, answering, marking, deleting; and what is left behind on the way."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from tests.asker.conftest import NORTH, Person
from tests.journeys.readers import Reader
from tests.journeys.test_canaries import places, search
from tests.serving import Serving

SENTENCE = "Please move the lantern evening to the quiet room."
MORE = "The room beside the stairs would do."
ANSWER = "The quiet room is yours from the first of the month."


def at(server: Serving, tmp_path: Path) -> Person:
    folder = tmp_path / "person"
    folder.mkdir()
    return Person(server.origin, folder)


def policy_of(person: Person) -> str:
    served = httpx.get(f"{person.origin}/record/policy", trust_env=False).text
    return person.file("policy", served)


def test_the_whole_life_of_an_ask(server: Serving, tmp_path: Path) -> None:
    person = at(server, tmp_path)
    pinned = ("--policy", policy_of(person))
    done = person.new(*pinned, kind="who_knew", text=SENTENCE, met="A letter says so.", never="No call, please.")
    assert done.returncode == 0, done.stderr
    assert "Received. Day 1." in done.stdout
    assert "This server signed that your ask will stand" in done.stdout
    assert "checked against your own policy" in done.stderr

    reader = Reader.of(server, "Maren").find_newest()
    read = reader.read_words()
    assert f"{SENTENCE}\n\nIt would be done if …\nA letter says so.\n\nPlease never …\nNo call, please." in read
    reader.acknowledge().answer_yes().promise().write(ANSWER)

    shown = person.back(*pinned).stdout
    assert "signed by you, waits for the record" in shown
    assert "Yes." in shown
    assert "The power to give this: The board" in shown
    assert "Does what: What was asked, as it was asked." in shown
    assert "By your own lines they have answered." in shown
    assert "2. care lead (proven)\n     " in shown or "2. Maren (proven)\n     " in shown
    assert ANSWER in shown
    assert "A reader opened it." in shown

    done = person.act({"do": "accept", "promise": reader.promised}, {"do": "message", "text": MORE})
    assert done.returncode == 0, done.stderr
    assert MORE in reader.read_words()
    reader.claim()
    person.act({"do": "mark", "value": "met", "audience": "everyone"})
    shown = person.back().stdout
    assert "This is what they say." in shown
    assert "You marked it met. Who may know: everyone. Nobody else sees it for three days." in shown
    assert "you accepted it" in shown or "they say it is done" in shown

    server.restart(shift=1)  # the night's batch has come
    assert "stands in the record" in person.back().stdout
    check_kept(server, person)
    done = person.act({"do": "erase", "sure": True})
    assert "Gone from this server:" in done.stdout
    assert "These words open nothing here." in person.back().stderr


def check_kept(server: Serving, person: Person) -> None:
    """What was kept opens offline, and the receipt proves its line to a stranger, with and without what opens it."""
    kept, receipt, opened = (str(person.folder / name) for name in ("kept.json", "receipt.json", "opened.json"))
    assert person.back("--keep", kept, "--receipt", receipt).returncode == 0
    assert person.back("--receipt", opened, "--opening").returncode == 0
    assert SENTENCE not in Path(kept).read_text()
    assert NORTH not in Path(receipt).read_text()
    given = ("--policy", policy_of(person))
    quiet = server.command("record", "verify", receipt, *given).stdout
    assert "The line is entry" in quiet
    assert "It opens to" not in quiet
    assert ", type lodged," in server.command("record", "verify", opened, *given).stdout
    assert Path(kept).stat().st_mode & 0o077 == 0


def test_pausing_changing_and_taking_a_reader_off(server: Serving, tmp_path: Path) -> None:
    person = at(server, tmp_path)
    person.new(kind="protect")
    reader = Reader.of(server, "Maren").find_newest()
    tiko = server.member("Tiko")
    done = person.act(
        {"do": "pause", "keep_safety": True},
        {"do": "resume"},
        {"do": "change", "terms": {"silence": "second_line"}, "kind": "who_knew"},
        {"do": "change", "terms": {"silence": "by_name"}, "widens": ["silence"]},
        {"do": "withdraw"},
        {"do": "reopen"},
    )
    assert done.returncode == 0, done.stderr
    codes = {line.split()[-1] for line in person.back().stdout.splitlines() if "(reads it)" in line}
    maren = server.member("Maren")
    assert len(codes) == 2
    seats = {each["code"]: each["title"] for each in sheet(server)["readers"]}
    care = next(code for code, title in seats.items() if title == "care lead")
    done = person.act({"do": "remove", "reader": care}, {"do": "message", "text": MORE})
    assert done.returncode == 0, done.stderr
    shown = person.back().stdout
    assert "A reader does not read it any more." in shown
    other = Reader.of(server, "Tiko")
    other.ask = reader.ask
    assert MORE in other.read_words()
    done = person.act({"do": "admit", "reader": care})
    assert done.returncode == 0, done.stderr
    assert MORE in reader.read_words()
    assert (maren["name"], tiko["name"]) == ("Maren", "Tiko")


def sheet(server: Serving) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = httpx.get(f"{server.origin}/ask/to/{NORTH}.json", trust_env=False).json()
    return found


def test_somebody_taken_off_and_going_past(server: Serving, tmp_path: Path) -> None:
    person = at(server, tmp_path)
    care = next(each["code"] for each in sheet(server)["readers"] if each["title"] == "care lead")
    done = person.new(without=[care], text=SENTENCE, silence="by_name")
    assert "Left out: care lead" in done.stderr
    assert "Silence counts: Only the backup is told." in done.stderr
    assert "care lead" not in person.back().stdout.split("Who has it")[1].split("(backup)")[0]
    done = person.new(route="past_body", text=SENTENCE)
    assert "going past it" in done.stderr
    assert "backup lead (reads it)" in person.back().stdout


def test_typed_answers_go_the_same_way(server: Serving, tmp_path: Path) -> None:
    """Question by question, as at a terminal: nobody taken off, own words, the usual for the rest."""
    person = at(server, tmp_path)
    lines = ["", "", "n", "n", "n", "who_knew", SENTENCE, ".", ".", ".", "", "", "y", "n", "", "n", "y", ""]
    done = person.run("new", server.origin, typed="\n".join([NORTH, *lines]) + "\n")
    assert done.returncode == 0, done.stderr
    assert "Who runs this place" in done.stderr
    assert "What River Network North Bank pledged" in done.stderr
    person.words = next(line.strip() for line in done.stdout.splitlines() if len(line.split()) == 8)
    done = person.back(typed=f"message\n{MORE}\n.\nmark\nnot_met\nreaders\nnothing\n")
    assert done.returncode == 0, done.stderr
    assert MORE in done.stdout
    assert "You marked it not met. Who may know: readers." in done.stdout
    done = person.back(typed="erase\ny\n")
    assert "Gone from this server" in done.stdout


def test_several_asks_under_the_same_words(person: Person) -> None:
    person.new()
    first = person.words
    done = person.new("--again", typed=f"{first}\n", body="river-delta", kind="who_knew")
    assert done.returncode == 0, done.stderr
    assert first not in done.stdout
    person.words = first
    shown = person.back().stdout
    assert "Ask 1, to River Network North Bank" in shown
    assert "Ask 2, to River Network Delta" in shown
    assert "Say which with --ask" in person.act({"do": "pause"}).stderr
    assert person.act({"do": "pause"}, more=("--ask", "2")).returncode == 0
    assert person.back().stdout.count("It is paused.") == 1


def test_what_is_written_is_left_nowhere(server: Serving, tmp_path: Path) -> None:
    """Not in a log, a file, a temporary folder or an argument; what is kept is sealed."""
    person = at(server, tmp_path)
    (person.folder / "own.txt").write_text(SENTENCE)
    person.new("--words", str(person.folder / "own.txt"))
    done = person.new("--words", "-", typed=SENTENCE)
    assert done.returncode == 0, done.stderr
    person.act({"do": "message", "text": MORE})
    person.back("--keep", str(person.folder / "kept.json"))
    server.stop()
    person.act({"do": "message", "text": MORE})
    for name in ("own.txt", "acts.json", "answers.json"):
        (person.folder / name).unlink()
    server.start()
    left = [path for path in person.folder.rglob("*") if path.is_file()]
    canaries = {"sentence": SENTENCE, "more": MORE, "words": person.words}
    assert search(places(server, left), canaries) == []


def test_the_output_of_json_acts_can_be_piped(person: Person) -> None:
    person.new()
    acts = json.dumps([{"do": "pause"}])
    done = person.run("back", person.origin, "--answers", "-", typed=f"{person.words}\n{acts}")
    assert done.returncode == 0, done.stderr
    assert "pause: Done." in done.stderr
