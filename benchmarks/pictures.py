"""Take the pictures of the README from a real report.

    python benchmarks/pictures.py [LOG]
    python benchmarks/pictures.py --approve

Scans LOG (default: the main sample log) to a temporary folder, opens the
report in headless Chromium and writes docs/images/report.png. With --approve
writes the pictures that tests compare with, tests/renderers/approved/, from
the scan in reports/desktop instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "report.png"
WIDTH, HEIGHT = 1440, 1740


def main() -> int:
    """Scan, open, take the picture."""
    browser = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    log = Path(sys.argv[1]) if len(sys.argv) > 1 else main_sample()
    if not browser or log is None:
        print("Needs Chromium and a sample log.", file=sys.stderr)
        return 1
    if "--approve" in sys.argv[1:]:
        return approve(browser)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scan"
        line = [sys.executable, "-m", "rpa_finder", "scan", os.path.relpath(log, ROOT), "--out", str(out)]
        # A fixed time, so that a picture changes only when the report does.
        subprocess.run(line, check=True, cwd=ROOT, env=os.environ | {"SOURCE_DATE_EPOCH": "1775001600"})
        take_picture(browser, out / "report.html")
    print(f"Written to {PICTURE.relative_to(ROOT)}")
    return 0


def approve(browser: str) -> int:
    """Write what each view of the committed sample's report looks like now; ends with 1 without the letters for it."""
    sys.path.insert(0, str(ROOT))
    from rpa_finder.history import read_scan
    from rpa_finder.renderers.report import render_report
    from tests.renderers.pictures import APPROVED, FAMILY, VIEWS, has_family, save_pictures, take_pictures

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "report.html"
        page_file.write_text(render_report(read_scan(ROOT / "reports" / "desktop")), encoding="utf-8")
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        if not has_family(chromium):
            print(f"Needs the letters {FAMILY}.", file=sys.stderr)
            return 1
        for view in VIEWS:
            save_pictures(view, take_pictures(chromium, page_file, view))
        chromium.close()
    print(f"Written to {APPROVED.relative_to(ROOT)}: look at each before it is committed")
    return 0


def main_sample() -> Path | None:
    """Give the sample log that make demo scans."""
    return next(iter(sorted((ROOT / "process_logs" / "desktop").glob("*.csv"))), None)


def take_picture(browser: str, page_file: Path) -> None:
    """Write what the first screenful of the report shows."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(page_file.as_uri())
        page.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    sys.exit(main())
