"""Write what is drawn from one definition: the schemas of our extension, and the table of losses.

Two tests say when to run this.
"""

from pathlib import Path

from entrelieux.interchange.exporting.losses import fields
from entrelieux.packs.fr.schemas import extension

TARGET = Path(extension.__file__).with_name("published")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "schemas.md"
START, END = "<!-- champs : début -->\n", "<!-- champs : fin -->\n"


def table() -> str:
    """Where each field of the offer goes, as Markdown."""
    lines = [
        "| champ | lieux de médiation | data·inclusion, structures | services | notre extension "
        "| ce qui se perd |",
        "|---|---|---|---|---|---|",
    ]
    for one in fields():
        goes = [f"`{column}`" if column else "—" for column in one.goes.values()]
        first, _, then = one.lost.values()
        said = [f"lieux : {first}" if first else "", f"data·inclusion : {then}" if then else ""]
        lost = first if first == then else " ; ".join(filter(None, said))
        lines.append(f"| {one.thing} `{one.name}` | {' | '.join(goes)} | {lost} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The page with its table made anew."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{table()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, content in extension.published().items():
        TARGET.joinpath(name).write_text(content, encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
