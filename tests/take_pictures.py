# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m tests.take_pictures [NAME …]`: every page at two widths, light and dark, into docs/pictures/."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, sync_playwright

from tests import neutral
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.pages import ALL
from tests.serving import ROOT, Serving, free_port

FOLDER = ROOT / "docs" / "pictures"
WIDTHS = {390: 844, 1280: 900}
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, neutral.serving() as elsewhere, sync_playwright() as driver:
        server = Serving(Path(folder) / "data", free_port(), {"ANSWERABLE_EXIT_URL": elsewhere}).seed("whole").start()
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            for name in names or ALL:
                take(browser, server, name)
        finally:
            server.stop()
    write_page()


def take(browser: Browser, server: Serving, name: str) -> None:
    """One visit; only the screen and the scheme change, so that a one-time code is needed once."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    ALL[name](page, server)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(120)
            page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.jpg", type="jpeg", quality=55, full_page=True)
    context.close()
    print(name, flush=True)


def write_page() -> None:
    """The page that shows them all."""
    lines = [
        "# Pictures",
        "",
        "Every page at 390 and 1280 pixels, light and dark. `python -m tests.take_pictures` takes them anew.",
        "",
    ]
    for name in ALL:
        lines += [f"## {name}", ""]
        for scheme in ("light", "dark"):
            shots = [f"{name}-{width}-{scheme}.jpg" for width in WIDTHS]
            lines += [" ".join(f"![{name}, {shot}]({shot})" for shot in shots if (FOLDER / shot).exists()), ""]
    (FOLDER / "README.md").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
