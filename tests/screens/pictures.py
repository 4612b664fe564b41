"""Takes the README's pictures: the real pages of the invented partnership, in Chromium.

Run after `make demo` has made its store: python -m tests.screens.pictures store-demo
"""

import io
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.screens.conftest import CHROMIUM_FLAGS, serving

PICTURES = Path(__file__).parents[2] / "dashboard" / "pictures"
PAGES = {
    "what_changed": "what-changed?role=dsp",
    "timeliness": "timeliness?role=dsp&area=990&measure=icpc_within_15_working_days",
    "who": "who?role=scrutineer&area=991&measure=re_referrals_within_12_months&by=ethnicity"
    "&period=2022-25",
    "fairness": "fairness?role=scrutineer&area=990&by=ethnicity&group=black&period=2022-25",
    "trust": "trust?role=scrutineer",
    "load": "load?role=analyst",
    "report": "yearly-report?person=invented-care&report=2024-25&part=YR-02",
}
WIDTH, HEIGHT = 1280, 900
SCROLLED = ("timeliness",)
"""Pages shown from the chart on, below their list of measures."""
COLOURS = 256
"""So many keep the colours of the few marks that matter, and a picture under 150 kB."""


def take(store: Path) -> None:
    """A picture of each page, written over the last one."""
    PICTURES.mkdir(exist_ok=True)
    with contextmanager(serving)(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
        for name, path in PAGES.items():
            page.goto(f"{address}/{path}")
            page.get_by_role("heading", level=1).first.wait_for()
            page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
            page.wait_for_timeout(2500)  # charts draw after the page has settled
            if name in SCROLLED:
                page.get_by_role("heading", level=2).first.evaluate("told => told.scrollIntoView()")
                page.wait_for_timeout(500)
            _keep(page.screenshot(), PICTURES / f"{name}.png")
        browser.close()


def _keep(picture: bytes, path: Path) -> None:
    few = (
        Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    )
    few.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    take(Path(sys.argv[1]).absolute())
