"""Make the icon sprite from an unpacked ``lucide-static`` package.

    npm pack lucide-static@1.62.0 && tar -xzf lucide-static-1.62.0.tgz
    python scripts/build_icons.py package src/entrelieux/site/static/site/vendor/icons.svg

Icons are those of ``NAMES`` and of the ``icon`` columns of the pack of needs.
"""

import csv
import re
import sys
from pathlib import Path

PACK = Path(__file__).parent.parent / "src/entrelieux/packs/fr/needs"
NAMES = """
accessibility arrow-left arrow-right award baby badge-check bed bike book-open briefcase building-2
bus calendar calendar-clock calendar-days car chart-line check circle-check circle-dot circle-help
clipboard-check clipboard-list clock code coins compass database door-open download eraser
external-link file-pen-line file-text flag folder-open footprints globe graduation-cap hammer
hand-coins hand-heart hand-helping handshake heart-pulse history hourglass house id-card info
key-round landmark languages laptop leaf life-buoy lightbulb list-checks lock mail map-pin megaphone
message-circle messages-square mouse-pointer-click palette pencil phone piggy-bank plus printer
refresh-cw route scale school search shield shield-check shopping-cart signpost smartphone sparkles
store sun timer trending-up triangle-alert user-round users utensils wallet wifi x circle-x
file-search
"""


def names(pack: Path) -> list[str]:
    found = set(NAMES.split())
    for table in ("needs.csv", "families.csv"):
        with (pack / table).open(encoding="utf-8-sig", newline="") as lines:
            found |= {row["icon"] for row in csv.DictReader(lines)}
    return sorted(found)


def symbol(folder: Path, name: str) -> str:
    text = (folder / "icons" / f"{name}.svg").read_text()
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
    if drawing is None:
        raise SystemExit(f"{name}: no drawing found")
    body = re.sub(r"\s+", " ", drawing.group(1)).replace(" />", "/>").replace("> <", "><").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def main() -> None:
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    symbols = "\n".join(symbol(folder, name) for name in names(PACK))
    target.write_text(
        "<!-- lucide-static 1.62.0, ISC and MIT licences: see README.md -->\n"
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    )


if __name__ == "__main__":
    main()
