"""Pictures of each type of page, narrow and wide, light and dark: ``python -m tests.browser.shots FOLDER``.

Sheets of several pages side by side come beside them, to look at all of them quickly.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .looking import NARROW, PAGES, SITE, WIDE, launch

LONGEST = 2400  # pixels of a page that a picture shows
ROW = 6  # pages a sheet


def shoot(folder: Path) -> list[Path]:
    """Take the pictures; return their paths, those of one kind together."""
    from playwright.sync_api import sync_playwright

    made = []
    with sync_playwright() as running:
        browser = launch(running.chromium)
        for width, viewport in (("narrow", NARROW), ("wide", WIDE)):
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport=viewport, color_scheme=scheme)
                for name in PAGES:
                    page.goto((SITE / name).as_uri())
                    height = min(LONGEST, page.evaluate("document.documentElement.scrollHeight"))
                    page.set_viewport_size({"width": viewport["width"], "height": height})
                    path = folder / f"{width}-{scheme}" / f"{name.replace('/', '-').removesuffix('.html')}.png"
                    path.parent.mkdir(parents=True, exist_ok=True)
                    page.wait_for_function(
                        "() => [...document.images].every((one) => { one.loading = 'eager'; return one.complete; })"
                    )
                    page.screenshot(path=path)
                    page.set_viewport_size(viewport)
                    made.append(path)
                page.close()
        browser.close()
    return made


def sheets(paths: list[Path]) -> list[Path]:
    """Put the pictures of each folder side by side."""
    from PIL import Image

    made = []
    for folder in dict.fromkeys(path.parent for path in paths):
        inside = [path for path in paths if path.parent == folder]
        for n in range(0, len(inside), ROW):
            pictures = [Image.open(path) for path in inside[n : n + ROW]]
            sheet = Image.new("RGB", (sum(p.width + 16 for p in pictures), max(p.height for p in pictures)), "#c33")
            at = 0
            for picture in pictures:
                sheet.paste(picture, (at, 0))
                at += picture.width + 16
            path = folder.parent / f"sheet-{folder.name}-{n // ROW + 1:02}.png"
            sheet.thumbnail((2400, 2400))
            sheet.save(path)
            made.append(path)
    return made


if __name__ == "__main__":
    for path in sheets(shoot(Path(sys.argv[1]))):
        print(path)
