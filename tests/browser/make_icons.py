"""`python -m tests.browser.make_icons`: paint the app's icons from static/icon.svg, with the installed chromium."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[2] / "static"
# name: (side in pixels, share of it that the drop fills, ground). A maskable icon may be cut to a circle of 80 %.
ICONS = {
    "icon-192": (192, 0.94, "transparent"),
    "icon-512": (512, 0.94, "transparent"),
    "maskable-512": (512, 0.62, "#dfe5f1"),
}


def main() -> None:
    drop = (STATIC / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        for name, (side, share, ground) in ICONS.items():
            page.set_viewport_size({"width": side, "height": side})
            style = f"margin:0; height:100vh; display:grid; place-items:center; background:{ground}"
            page.set_content(f"<body style='{style}'>{drop}")
            page.locator("svg").evaluate("(svg, side) => svg.style.height = `${side}px`", side * share)
            page.screenshot(path=STATIC / f"icons/{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
