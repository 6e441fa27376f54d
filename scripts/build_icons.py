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
accessibility arrow-left arrow-right award baby badge-check banknote bed bell bike book-open
briefcase briefcase-business building-2 bus calculator calendar calendar-clock calendar-days
camera car chart-line check chevron-right circle-check circle-dot circle-help clipboard-check
clipboard-list clock code coffee coins compass credit-card database door-open download
drafting-compass ear eraser euro external-link eye file-pen-line file-text flag folder-open
footprints globe graduation-cap hammer hand-coins hand-heart hand-helping handshake heart
heart-pulse history hourglass house id-card info key-round keyboard landmark languages laptop
layers leaf library life-buoy lightbulb link list list-checks lock mail map map-pin megaphone
message-circle messages-square milestone minus monitor mountain mouse-pointer-click music network
package palette pencil phone piggy-bank plus presentation printer puzzle qr-code refresh-cw rocket
route scale school scissors search share-2 shield shield-check shopping-bag shopping-basket
shopping-cart signature signpost smartphone sparkles sprout star store sun target timer tractor
tree-pine trending-up triangle-alert truck user-round users utensils video wallet wheat wifi
wrench x zap ban circle-x circle-alert file-search mail-open navigation percent tent
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
