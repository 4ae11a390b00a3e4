# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make mutants`: every rule is broken in every small way, and a test has to notice. See docs/mutants.md.

`python -m tests.mutants [MODULE...]`: names of modules, or the ends of them, with `*`; all if none is named.
`--again` tries anew what survived, `--figures` tries nothing, `--write` puts the figures into docs/mutants.md.
"""

from __future__ import annotations

import sys

from tests.mutants import figures, making, trying

WORKERS = 2


def main(asked: list[str]) -> int:
    """Returns 1 below the goal."""
    wanted = [each for each in asked if not each.startswith("-")]
    if "--figures" not in asked:
        making.make(WORKERS)
        trying.try_all(making.files(wanted), WORKERS, "--again" in asked, lambda line: print(line, flush=True))
    found = figures.rows(making.files(wanted))
    print(*figures.lines(found), sep="\n")
    if "--write" in asked:
        figures.write(list(making.files([])))
    return 0 if figures.whole(found).share >= figures.GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
