# SPDX-License-Identifier: AGPL-3.0-or-later
"""The units in `deploy/`: what a stolen process could still do, and what the guide says about them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy").glob("answerable*.*"))
HARD = {
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
    "UMask=0077",
}  # fmt: skip
SERVER = {"LimitCORE=0", "MemorySwapMax=0", "StateDirectoryMode=0700", "PrivateDevices=yes", "ProtectProc=invisible"}


def lines(path: Path) -> set[str]:
    return set(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("unit", [each for each in UNITS if each.suffix == ".service"], ids=lambda path: path.name)
def test_a_service_may_do_no_more_than_it_needs(unit: Path) -> None:
    assert lines(unit) >= HARD
    assert "User=answerable" in lines(unit)
    assert not any(line.startswith("Environment=") for line in lines(unit)), "secrets stand in no unit"


def test_the_servers_keys_reach_no_dump_and_no_swap() -> None:
    assert lines(ROOT / "deploy" / "answerable.service") >= SERVER


def test_the_guide_puts_each_unit_in_place() -> None:
    guide = (ROOT / "docs" / "operate.md").read_text("utf-8")
    assert UNITS
    for unit in UNITS:
        assert unit.name in guide or f"deploy/answerable*{unit.suffix}" in guide, unit.name


def test_systemd_takes_them(tmp_path: Path) -> None:
    """Where systemd is: it names what it does not know. Elsewhere the lines above are all there is to check."""
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/answerable/.venv/bin/answerable", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        assert not Path("/run/systemd/system").exists()
        return
    given = [str(tmp_path / unit.name) for unit in UNITS]
    said = subprocess.run([analyze, "verify", *given], capture_output=True, text=True, timeout=60)
    assert not [line for line in said.stderr.splitlines() if "/answerable" in line], said.stderr
