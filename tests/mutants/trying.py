# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trying the mutants: pytest collects once, and every mutant is tried in a fork of that process.

Each fork runs only tests that reach the mutated function: first those that ended its other mutants, then those in the
file of its module's name, then the quickest.
A test gets ten times the processor time that it needs otherwise; a mutant that needs more has run wild.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from _pytest.tmpdir import tmppath_result_key
from mutmut.mutation import trampoline
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

from tests.mutants.making import FOLDER, SOURCES, function_of, module_of

KILLED, SURVIVED, NO_TESTS, WILD = 1, 0, 33, 36
# Seconds of processor time of the slowest test that takes part, and of all tests for one mutant. What survives that is
# tried again with so many times as much for all of them, by tests that it has not met.
SLOWEST, BUDGET = 0.3, 0.3
ROUNDS = (1, 5, 20)
LONGER = 5  # as much as that for one test
ROOM = 6 << 30  # bytes
LONGEST = 180  # seconds by the clock, for a test that waits for ever
REACH = FOLDER / "reach.json"
SELECTION = (
    "tests/core", "tests/processes",
    *(f"tests/sealing/test_{each}.py" for each in (
        "age", "asker", "desk", "desk_vectors", "forgotten", "passkey_vectors", "reader", "rules",
        "signed", "state", "streams", "thread", "vectors", "vectors_made", "ways_vectors", "wire", "written",
    )),
)  # fmt: skip
# They read the sources, and would read the mutants too.
READING = ("tests/core/test_rules.py::test_rule_31_no_sentence_judges",)
# Too slow to take part: only to find what they reach would take as long as everything else together.
SLOW = ("tests/core/test_scenarios_generated.py",)
OPTIONS = ("-p", "no:terminal", "-p", "no:xdist", "-p", "no:faulthandler", "--assert=plain")


@dataclass
class Reach:
    """Which tests reach which function, and the processor time that each needs."""

    tests: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


@dataclass
class Fork:
    mutant: str
    known: Any
    pipe: int


class Plugin:
    """`known` are the modules whose mutants wait; the loop runs instead of pytest's own."""

    def __init__(self, known: Iterable[Any], workers: int, again: bool, say: Callable[[str], None]) -> None:
        self.known, self.workers, self.again, self.say = list(known), workers, again, say
        self.items: dict[str, pytest.Item] = {}
        self.running: dict[int, Fork] = {}
        self.killers: dict[str, list[str]] = defaultdict(list)
        self.met: dict[str, set[str]] = defaultdict(set)

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed:
            return None  # a file of tests that cannot be loaded would notice nothing: pytest's own loop ends it
        self.items = {item.nodeid: item for item in session.items}
        reach = read_reach(list(self.items.values()))
        prepare()
        for known in self.known:
            before = time.monotonic()
            waiting = _waiting(known, self.again)
            left = waiting
            for factor in ROUNDS:
                self._try_each(left, known, reach, factor)
                left = [each for each in left if known.exit_code_by_key[each] in (SURVIVED, NO_TESTS)]
            self.say(f"{known.path}: {len(waiting)} in {time.monotonic() - before:.0f} s")
        return True

    def _try_each(self, mutants: list[str], known: Any, reach: Reach, factor: int) -> None:
        for count, mutant in enumerate(mutants, 1):
            self._try(mutant, known, reach, factor)
            if count % 50 == 0:
                known.save()
        self._finish(until=0)
        known.save()

    def _try(self, mutant: str, known: Any, reach: Reach, factor: int) -> None:
        function = function_of(mutant)
        met = self.met[mutant]
        tests = [each for each in self._tests(function, module_of(known.path), reach, factor) if each not in met]
        if not tests:
            known.exit_code_by_key[mutant] = SURVIVED if met else NO_TESTS
            return
        met.update(tests)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            run_one(mutant, [self.items[each] for each in tests], reach.seconds, writing)
        os.close(writing)
        self.running[pid] = Fork(mutant, known, reading)
        self._finish(until=self.workers - 1)

    def _tests(self, function: str, module: str, reach: Reach, factor: int) -> list[str]:
        left, found = factor * BUDGET, []
        reaching = dict.fromkeys(reach.tests.get(function, ()))
        first = [*self.killers[function], *(each for each in self.killers[module] if each in reaching)]
        own = f"/test_{module.rpartition('.')[2]}.py::"
        for each in dict.fromkeys([*first, *(each for each in reaching if own in each), *reaching]):
            if reach.seconds[each] <= min(factor, LONGER) * SLOWEST and left > 0:
                found.append(each)
                left -= reach.seconds[each]
        return found

    def _finish(self, until: int) -> None:
        while len(self.running) > until:
            pid, status = os.wait()
            fork = self.running.pop(pid)
            killer = os.read(fork.pipe, 4096).decode()
            os.close(fork.pipe)
            code = os.waitstatus_to_exitcode(status)
            fork.known.exit_code_by_key[fork.mutant] = WILD if code < 0 else code
            if killer:
                for whose in (function_of(fork.mutant), module_of(fork.known.path)):
                    self.killers[whose] = [killer, *(each for each in self.killers[whose] if each != killer)][:12]


def _waiting(known: Any, again: bool) -> list[str]:
    tried = (KILLED, WILD) if again else (KILLED, WILD, SURVIVED, NO_TESTS)
    return [name for name, code in known.exit_code_by_key.items() if code not in tried]


def prepare() -> None:
    """What every fork would otherwise do anew."""
    from hypothesis.internal.conjecture.providers import _get_local_constants

    _get_local_constants()
    gc.collect()
    gc.freeze()


def run_one(mutant: str, items: list[pytest.Item], seconds: dict[str, float], writing: int) -> None:
    """In a fork: the tests one after the other until one fails. Leaves the process."""
    code = KILLED
    try:
        sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
        resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
        trampoline.get_mutant_under_test = lambda: mutant  # it would ask the environment at each call
        code = SURVIVED
        for item, following in zip(items, [*items[1:], None], strict=True):
            signal.setitimer(signal.ITIMER_PROF, 10 * seconds[item.nodeid] + 1)
            signal.setitimer(signal.ITIMER_REAL, LONGEST)
            if not passes(item, following):
                os.write(writing, item.nodeid.encode())
                code = KILLED
                break
    except BaseException:
        code = KILLED
    finally:
        os._exit(code)


def passes(item: Any, following: Any) -> bool:
    """The test alone. Pytest's own way reads and parses the sources for its report of a failure, which nobody sees."""
    try:
        if not getattr(item, "_request", True):
            item._initrequest()
        item.stash[tmppath_result_key] = {}  # where a report would tell `tmp_path` what came out
        item.session._setupstate.setup(item)
        item.runtest()
        return not getattr(item, "_excinfo", None) and ended(item, following)  # unittest keeps it there
    except BaseException:
        ended(item, following)
        return False


def ended(item: Any, following: Any) -> bool:
    """Whether what was set up for the test, and not for the following one, could be taken down."""
    try:
        item.session._setupstate.teardown_exact(following)
    except BaseException:
        return False
    return True


def read_reach(items: list[pytest.Item]) -> Reach:
    """As it was kept, but for tests that are new, whose file is or what stands beside it, or that reached a module
    which has changed since. It is found in a fork, so that nothing is warmed here."""
    reach = Reach(**json.loads(REACH.read_text("utf-8"))) if REACH.exists() else Reach()
    files = digests_of(items)
    sources: dict[str, str] = json.loads(SOURCES.read_text("utf-8"))
    changed = {module_of(path) for path, known in sources.items() if reach.sources.get(path) != known}
    bent = {each for name, tests in reach.tests.items() if name.rpartition(".")[0] in changed for each in tests}
    same = {name for name, known in files.items() if reach.files.get(name) == known}
    known = {each for each in reach.seconds if each.partition("::")[0] in same} - bent
    new = [item for item in items if item.nodeid not in known]
    if not new:
        return reach
    reach.tests = {name: [each for each in tests if each in known] for name, tests in reach.tests.items()}
    reach.seconds = {name: seconds for name, seconds in reach.seconds.items() if name in known}
    reach.files, reach.sources = files, sources
    pid = os.fork()
    if pid == 0:
        _find_reach(new, reach)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise SystemExit("Which test reaches what could not be found.")
    return Reach(**json.loads(REACH.read_text("utf-8")))


def digests_of(items: list[pytest.Item]) -> dict[str, str]:
    """Of each file of tests, together with what the tests of its folder share: people, asks, scenes."""
    beside = {
        folder: b"".join(each.read_bytes() for each in sorted(folder.glob("*.py")) if not each.name.startswith("test_"))
        for folder in {item.path.parent for item in items}
    }
    return {_file(item): sha256(item.path.read_bytes() + beside[item.path.parent]).hexdigest() for item in items}


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _find_reach(items: list[pytest.Item], reach: Reach) -> None:
    code = 1
    try:
        set_mutant_under_test("stats")
        for item, following in zip(items, [*items[1:], None], strict=True):
            before = time.process_time()
            if not passes(item, following):
                print(f"{item.nodeid} fails with few examples and no mutant: it takes no part", file=sys.__stderr__)
                state()._stats.clear()
                continue
            reach.seconds[item.nodeid] = round(time.process_time() - before, 4)
            for function in state()._stats:
                reach.tests.setdefault(function, []).append(item.nodeid)
            state()._stats.clear()
        for name, tests in reach.tests.items():
            reach.tests[name] = in_turn(sorted(tests, key=reach.seconds.__getitem__))
        REACH.write_text(json.dumps(vars(reach)), "utf-8")
        code = 0
    finally:
        os._exit(code)


def in_turn(tests: list[str]) -> list[str]:
    """The first of each test function, then the second of each: those of one function see much the same."""
    before: Counter[str] = Counter()
    places = []
    for each in tests:
        function = each.partition("[")[0]
        places.append(before[function])
        before[function] += 1
    return [tests[at] for at in sorted(range(len(tests)), key=places.__getitem__)]


def try_all(known: Iterable[Any], workers: int, again: bool, say: Callable[[str], None]) -> None:
    """Try every mutant that waits; what came out stands in `known` and in its file."""
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    sys.path.insert(0, str(FOLDER.resolve()))
    set_mutant_under_test("")
    import answerable

    if Path(answerable.__file__).parent.parent != FOLDER.resolve():
        raise SystemExit("The tests would not see the mutants.")
    code = pytest.main(
        [*OPTIONS, *(f"--deselect={each}" for each in (*READING, *SLOW)), *SELECTION],
        plugins=[Plugin(known, workers, again, say)],
    )
    if code:
        raise SystemExit(f"Not all tests could be loaded and tried: pytest ends with {code}.")
