"""The list of what is left to mend as a file: the rows of the page, all of them, in its order.

CSV as the list of places has it (``finding.files``): UTF-8 with its mark, « ; » between cells.
"""

from collections.abc import Iterator

from entrelieux.directory.finding.files import cell, line
from entrelieux.directory.quality.cards import Mended
from entrelieux.directory.quality.selectors import ToMend, mended

COLUMNS = (
    *("id", "nom", "nature", "commune", "code_insee", "departement", "source"),
    *("completude", "a_completer_d_abord", "points", "a_completer", "fiche"),
)


def csv_of(found: ToMend, sheet: str) -> Iterator[str]:
    """sheet: address of the sheet of a place, « {ref} » in its place."""
    yield "\ufeff" + line(COLUMNS)
    for one in mended(found, found.rows):
        yield line([cell(value) for value in _values(one, sheet)])


def _values(one: Mended, sheet: str) -> tuple[object, ...]:
    first = one.to_mend[0]
    return (
        *(one.ref, one.name, one.kind, one.commune, one.code_insee, one.departement, one.source),
        *(one.score, first.defect, first.gain),
        [part.defect for part in one.to_mend],
        sheet.replace("{ref}", one.ref),
    )
