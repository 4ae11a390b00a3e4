# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable ask back --files FOLDER`: every file of a thread, opened here and saved for this account alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from answerable.asker.files import fetch, listed
from answerable.asker.server import Server, Unreached
from answerable.asker.visit import Found
from answerable.cli.ask_files import write_new
from answerable.cli.open import printable
from answerable.core.errors import Refused
from answerable.sealing.errors import Refusal

NOTHING: Final = "There is no file in this thread."
SAVED: Final = "Saved: {path}. It stays there until you delete it. To clean a copy: answerable clean {path}"
WRONG: Final = "! {name} is not the file that was sent with these words, or it is damaged. It was not saved."
MOST_NAME: Final = 80


def save_all(server: Server, found: Found, folder: Path) -> Iterator[str]:
    """A line for each file. One that is wrong keeps no other from being saved. Raises Refused where nothing comes."""
    files = list(listed(found))
    if not files:
        yield NOTHING
    for number, (ref, epoch) in enumerate(files, 1):
        name = name_of(ref.name, number)
        try:
            content = fetch(server, found, ref, epoch)
        except Refusal:
            yield WRONG.format(name=name)
            continue
        except Unreached:
            raise
        except Refused as refused:
            yield f"! {name}: {refused.sentence}"
            continue
        write_new(folder / name, content, "--files")
        yield SAVED.format(path=folder / name)


def name_of(given: str, number: int) -> str:
    """No name of somebody else's chooses where a file lies, hides it or steers a terminal."""
    kept = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in printable(given))
    return f"{number}-{kept.lstrip('.')[-MOST_NAME:] or 'file'}"
