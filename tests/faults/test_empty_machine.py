# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine is gone. On an empty one, by the commands that the operator's guide prints and nothing else, from
yesterday's backup: asks open, what was erased stays gone, and the record signs nothing before it has caught up.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from answerable.tlog.checkpoint import parse_checkpoint
from answerable.tlog.note import parse_note
from tests.faults.test_processes import audit
from tests.serving import COMMAND, ROOT, Serving, free_port
from tests.visitor import AskerVisitor, Said

pytestmark = pytest.mark.embedded
NORTH = "river-north-bank"
GUIDE = (ROOT / "docs" / "operate.md").read_text("utf-8")
IN_THE_GUIDE = ("https://ask.example.org", "2031-05-20")
"""Its address and its day; what it calls /media and /srv lies below the folder of the test."""


def printed(part: str) -> list[str]:
    """The command lines of one part of the guide, in their order."""
    text = GUIDE.split(f"## {part}\n")[1].split("\n## ")[0]
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]


BACKUP = printed("Backup and restore")


@dataclass
class Machine:
    """A machine with the program and nothing else: its own home, a data folder that is not there yet."""

    root: Path
    port: int
    day: str
    shift: int = 0

    @property
    def data(self) -> Path:
        return self.root / "srv" / "answerable"

    @property
    def env(self) -> dict[str, str]:
        """The paper beside the backups: address and secret. The rest is what every account has."""
        home = self.root / "home"
        home.mkdir(parents=True, exist_ok=True)
        if not (home / ".venv").exists():
            (home / ".venv").symlink_to(COMMAND.parents[1])  # as `make setup` leaves it
        return {
            "PATH": f"{COMMAND.parent}:{os.environ['PATH']}", "HOME": str(home), "LANG": "C.UTF-8",
            "ANSWERABLE_MODE": "test", "PORT": str(self.port), "DATA": str(self.data),
            "ANSWERABLE_ORIGIN": f"http://localhost:{self.port}", "ANSWERABLE_SECRET": "0f" * 32,
        }  # fmt: skip

    def here(self, line: str) -> str:
        """A line of the guide with this machine's places."""
        origin, day = IN_THE_GUIDE
        line = line.replace(origin, self.env["ANSWERABLE_ORIGIN"]).replace(day, self.day)
        return re.sub(r"(?<![\w.])/(media|srv)\b", lambda found: f"{self.root}/{found[1]}", line)

    def run(self, *lines: str, fails: bool = False) -> str:
        script = "\n".join(self.here(line) for line in lines)
        done = subprocess.run(
            ["bash", "-euc", script], cwd=self.env["HOME"], env=self.env, capture_output=True, text=True, timeout=120
        )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def serve(self) -> Serving:
        """`answerable serve`, as its line says, until it answers."""
        assert "answerable serve" in [line.split("  ")[0].split(" #")[0].strip() for line in BACKUP]
        data = Serving(self.data, self.port, {"ANSWERABLE_SECRET": self.env["ANSWERABLE_SECRET"]})
        return data.start(shift=self.shift)


def line_of(begin: str) -> str:
    (found,) = [line for line in BACKUP if line.startswith(f"answerable {begin}")]
    return found


def size_of(serving: Serving) -> int:
    text = httpx.get(f"{serving.origin}/record/checkpoint", trust_env=False).content
    return parse_checkpoint(parse_note(text).text).size


def lodged(serving: Serving, text: str) -> AskerVisitor:
    one = serving.asker()
    one.lodge(NORTH, kind="own_words", text=text)
    return one


def opens(serving: Serving, one: AskerVisitor) -> str:
    back = serving.asker(one.words)
    back.enter()
    return str(back.private["messages"][0]["body"]["text"])


def begun(machine: Machine) -> Serving:
    """The first run as the guide says it, with people who read; the offline key goes onto paper."""
    first = [line for line in printed("First run") if "answerable setup" in line]
    said = machine.run(*first)
    offline = re.search(r"^    (\S{43})$", said, re.M)
    assert offline is not None
    (machine.root / "paper.txt").write_text(offline[1])
    Serving(machine.data, machine.port, {"ANSWERABLE_SECRET": machine.env["ANSWERABLE_SECRET"]}).seed("bare")
    return machine.serve()


def test_an_empty_machine_by_the_guide_alone(tmp_path: Path) -> None:
    media, day = tmp_path / "media", time.strftime("%Y-%m-%d", time.gmtime())
    old = Machine(tmp_path / "old", free_port(), day)
    (old.root / "media").mkdir(parents=True)
    serving = begun(old)
    stays, goes = lodged(serving, "The minutes, please."), lodged(serving, "What I take back.")
    old.run(line_of("backup /media"), line_of("keys backup"))  # yesterday, each day's two lines

    old.shift = 1
    serving.restart(shift=1)  # a day later the record has a batch; she erases; one more asks
    goes.enter()
    goes.move("erased", {})
    late = lodged(serving, "What nobody backed up.")
    old.run(line_of("keys backup"))
    newest = max((old.data / "key-backups").iterdir())
    (old.root / "policy").write_text(httpx.get(f"{serving.origin}/record/policy", trust_env=False).text)
    record = f"{serving.origin}/record/"
    old.run(f"answerable record export --policy {old.root}/policy {record} /media/newest-record")  # somebody's mirror
    published = size_of(serving)
    serving.kill()

    shutil.move(old.root / "media", media)  # media and paper are all that is left
    shutil.move(old.root / "paper.txt", tmp_path / "offline-key.txt")
    (media / "keys").mkdir()
    shutil.copy(newest, media / "keys" / f"{day}.age")
    shutil.rmtree(old.root)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["media", "offline-key.txt"]

    new = Machine(tmp_path / "new", old.port, day, shift=1)
    Path(new.env["HOME"], "offline-key.txt").write_text((tmp_path / "offline-key.txt").read_text())
    shutil.move(media, new.root / "media")
    assert "Whole" in new.run(line_of("backup --check"))
    assert "1 of them stay closed" in new.run(line_of("restore"))
    (new.data / "clock-shift").write_text("1")  # both machines stand on the same day

    serving = new.serve()  # too early: it shows what there was, and signs nothing
    new.run("answerable status", fails=True)
    behind = size_of(serving)
    assert behind < published
    assert opens(serving, stays) == "The minutes, please."
    new.run("answerable jobs", fails=False)
    assert size_of(serving) == behind
    assert "record" in new.run("answerable doctor", fails=True)
    serving.stop()

    new.run(line_of("record catch-up"))
    serving = new.serve()
    assert size_of(serving) >= published
    assert opens(serving, stays) == "The minutes, please."
    for gone in (goes, late):
        with pytest.raises(Said, match="open nothing here"):
            serving.asker(gone.words).enter()
    another = lodged(serving, "After the fire.")
    new.run(line_of("backup /media"), line_of("keys backup"))
    said = new.run("answerable doctor --json || true")
    assert {each["name"] for each in json.loads(said)} == {"row-key-missing", "no-witness-outside"}, said
    assert opens(serving, another) == "After the fire."
    new.shift = 2
    serving.restart(shift=2)
    assert size_of(serving) > published
    audit(serving, tmp_path)
    serving.stop()
