# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lodges asks from eight threads for ever, and prints each code only once its lodging was acknowledged."""

import json
import os
import sys
import threading
from datetime import datetime
from pathlib import Path

from answerable import config
from tests import stores

FOLDER = Path(sys.argv[1])
config.use(
    config.Config(
        mode="test", data=FOLDER, port=0, origin=sys.argv[2], secret="for-tests-only-" + "0" * 32,
        store=stores.address(FOLDER),
    )
)  # fmt: skip
os.environ["DJANGO_SETTINGS_MODULE"] = "answerable.settings"

import django  # noqa: E402

django.setup()

from answerable.actions import lodging  # noqa: E402
from answerable.storage.access import PUBLIC  # noqa: E402
from answerable.storage.writer import writer  # noqa: E402

said = threading.Lock()


def lodge_all(mine: list[dict[str, object]]) -> None:
    for given in mine:
        code = lodging.lodge_ask(given, by=PUBLIC, at=datetime.fromisoformat(sys.argv[4]))["code"]
        with said:
            sys.stdout.write(code + "\n")
            sys.stdout.flush()


writer.start()
asks = json.loads(Path(sys.argv[3]).read_text())
threads = [threading.Thread(target=lodge_all, args=(asks[number::8],)) for number in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
sys.stdout.write("all\n")
sys.stdout.flush()
threading.Event().wait()
