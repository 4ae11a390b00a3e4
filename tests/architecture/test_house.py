# SPDX-License-Identifier: AGPL-3.0-or-later
"""House rules that a machine can check."""

import ast
import json
import re
from importlib import metadata

import pytest

from tests.architecture.tree import PACKAGE, ROOT, ending, functions, name, parsed, python, tracked

SOURCES = (".py", ".ts", ".mjs", ".css", ".html", ".sh")
WORLD = {
    "clock.py": ({"time"}, {"now", "today", "utcnow", "localtime", "gmtime", "time", "monotonic"}),
}


def test_there_is_something_to_check() -> None:
    assert len(python()) > 40
    assert len(ending(".html")) > 10


def test_every_source_says_its_licence_first() -> None:
    def says(text: str) -> bool:
        return "SPDX-License-Identifier: AGPL-3.0-or-later" in "\n".join(text.split("\n")[:2])

    files = [path for path in ending(*SOURCES) if path.stat().st_size] + [ROOT / "Makefile", ROOT / ".ci" / "run"]
    assert [name(path) for path in files if not says(path.read_text("utf-8"))] == []


def test_files_and_functions_stay_small() -> None:
    large = [name(path) for path in python() if path.read_text("utf-8").count("\n") > 400]
    large += [name(path) for path in python(ROOT / "tests") if path.read_text("utf-8").count("\n") > 600]
    large += [name(path) for path in ending(".ts") if path.read_text("utf-8").count("\n") > 400]
    assert large == []
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for path in python() for node in functions(path))
    assert lengths[int(len(lengths) * 0.9)] <= 36


@pytest.mark.parametrize("module", ["time", "datetime"])
def test_only_the_clock_reads_the_time(module: str) -> None:
    asked = {"time": {"time", "monotonic", "time_ns", "localtime", "gmtime"}, "datetime": {"now", "utcnow", "today"}}[
        module
    ]
    found = [
        f"{name(path)}:{node.lineno}"
        for path in python()
        if path.name != "clock.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in asked
        and isinstance(node.value, ast.Name) and node.value.id in {module, "date"}
    ]  # fmt: skip
    assert found == []


def test_only_config_reads_the_environment() -> None:
    reads = re.compile(r"\bos\.(environ|getenv)\b")
    allowed = {PACKAGE / "config.py"}
    writes = re.compile(r"os\.environ(\.setdefault\(|\[[^]]+\] = )")
    found = [
        name(path) for path in python() if path not in allowed and reads.search(writes.sub("", path.read_text("utf-8")))
    ]
    assert found == []


def test_randomness_of_the_server_goes_through_chance() -> None:
    found = [
        name(path)
        for path in python()
        if path.name != "chance.py"
        and re.search(r"^\s*(import|from) (secrets|random)\b|\buuid4\b|\burandom\b", path.read_text("utf-8"), re.M)
    ]
    # Sealing is handed its source by whoever calls; its default and the commands draw from the system.
    assert [path for path in found if not path.startswith(("answerable/cli/", "answerable/sealing/"))] == []


def test_no_signals_and_no_rooms_of_odds_and_ends() -> None:
    assert [name(path) for path in python() if path.stem in {"utils", "helpers", "common", "misc", "services"}] == []
    text = "\n".join(path.read_text("utf-8") for path in python())
    assert "django.dispatch" not in text
    assert "django.db.models.signals" not in text
    assert not re.search(r"class \w+Service\b", text)


def test_no_registry_is_named_outside_lock_files() -> None:
    hosts = re.compile(r"(pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.org|deb\.debian\.org)")
    skip = {"uv.lock", "package-lock.json", "test_house.py"}
    found = [
        name(path)
        for path in tracked()
        if path.name not in skip
        and path.suffix not in {".png", ".jpg"}
        and hosts.search(path.read_text("utf-8", "ignore"))
    ]
    assert [path for path in found if not path.startswith("docs/decisions/")] == []


def test_no_test_is_skipped() -> None:
    skips = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    found = [
        name(path)
        for path in python(ROOT / "tests")
        if path.name != "test_house.py" and skips.search(path.read_text("utf-8"))
    ]
    assert found == []


COMBINE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Zope|0BSD|Unlicense|CC0|Public Domain|AGPL|LGPL-3", re.I
)
BARRED = re.compile(r"GPL-2\.0-only|SSPL|Commons Clause|Proprietary", re.I)


def licence_of(distribution: metadata.Distribution) -> str:
    fields = distribution.metadata
    classifiers = [one for one in fields.get_all("Classifier") or [] if one.startswith("License")]
    return " ".join([fields.get("License-Expression") or "", (fields.get("License") or "")[:200], *classifiers])


def test_licences_of_what_is_installed_combine() -> None:
    installed = {one.metadata["Name"]: licence_of(one) for one in metadata.distributions()}
    assert len(installed) > 30
    odd = {title: text for title, text in installed.items() if BARRED.search(text) or not COMBINE.search(text)}
    assert odd == {}


def test_licences_of_the_client_combine() -> None:
    lock = json.loads((ROOT / "client" / "package-lock.json").read_text("utf-8"))
    odd = {
        title: one.get("license")
        for title, one in lock["packages"].items()
        if title and not COMBINE.search(str(one.get("license")))
    }
    assert odd == {}
