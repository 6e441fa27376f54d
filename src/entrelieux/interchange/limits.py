"""How much of a file is taken in, and what is said when it is too much."""

from dataclasses import dataclass

from entrelieux.kernel.errors import UserError

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes unless named otherwise; every one is a maximum.

    ratio: unpacked over packed size of a workbook. row_bytes: one line of text or one JSON object.
    """

    file_bytes: int = 200 * MEGA
    unpacked_bytes: int = 200 * MEGA
    ratio: int = 100
    rows: int = 500_000
    columns: int = 200
    cell_chars: int = 10_000
    row_bytes: int = 1 * MEGA


COMMAND_LINE = Limits()
UPLOAD = Limits(file_bytes=10 * MEGA, unpacked_bytes=50 * MEGA, rows=100_000)


class UnusableFileError(UserError):
    """The file cannot be read; nothing of it was taken in."""

    code = "fichier-inutilisable"


class RowsRefusedError(UserError):
    """Some rows were refused although every row was asked for; nothing was taken in."""

    code = "lignes-refusees"


def megabytes(size: float) -> str:
    """A size as a person reads it: ``0,2 Mo``."""
    return f"{size / MEGA:.1f}".replace(".", ",") + " Mo"
