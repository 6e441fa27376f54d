"""The tables of a GTFS archive, row by row, without trusting any of it or unpacking it on disk."""

import csv
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path, PurePosixPath

from entrelieux.interchange.limits import MEGA, Limits, UnusableFileError, megabytes

FEED = Limits(
    file_bytes=600 * MEGA, unpacked_bytes=6_000 * MEGA, rows=80_000_000, row_bytes=MEGA // 10
)
"""A whole region or country is read by the command line alone, never sent to a page."""
FILES = 200
BLOCK = 1 << 18
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class Archive:
    """Tables by their name without ``.txt``. ``rows`` reads one."""

    def __init__(self, path: Path, limits: Limits = FEED) -> None:
        """
        Raises:
            UnusableFileError: absent, no zip archive, too large, or made to harm.
        """
        self.path, self.limits = path, limits
        if not path.is_file():
            raise UnusableFileError(f"« {path} » n'existe pas, ou n'est pas un fichier.")
        packed = path.stat().st_size
        if packed > limits.file_bytes:
            raise _refused(f"il pèse {megabytes(packed)}, {megabytes(limits.file_bytes)} au plus")
        try:
            self._zip = zipfile.ZipFile(path)
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
        except (*_BROKEN, ValueError):
            raise UnusableFileError(
                f"« {path.name} » n'est pas une archive zip entière. Téléchargez-la de nouveau.",
                code="archive-illisible",
            ) from None
        if len(infos) > FILES:
            raise _refused(f"il contient {len(infos)} fichiers, {FILES} au plus")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > min(limits.unpacked_bytes, max(limits.ratio * packed, BLOCK)):
            raise _refused(f"il pèse {megabytes(packed)} et {megabytes(unpacked)} décompressé")
        for info in infos:
            _check_name(info)
        self._infos = self._tables(infos)

    def _tables(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Tables at the top, or all in one folder, as archives made by hand often are."""
        tables = [info for info in infos if PurePosixPath(info.filename).suffix == ".txt"]
        folders = {PurePosixPath(info.filename).parent for info in tables}
        if len(folders) > 1:
            tables = [info for info in tables if "/" not in info.filename]
        found = {PurePosixPath(info.filename).stem: info for info in tables}
        if len(found) != len(tables):
            raise _refused("une table y est deux fois")
        return found

    def __contains__(self, table: str) -> bool:
        return table in self._infos

    @property
    def tables(self) -> list[str]:
        return sorted(self._infos)

    def rows(
        self, table: str, needed: Sequence[str], others: Sequence[str] = ()
    ) -> Iterator[tuple[str, ...]]:
        """Cells of the columns ``needed`` then ``others``, in that order; "" where there is none.

        Raises:
            UnusableFileError: the table or a column is missing, or the text cannot be read.
        """
        if table not in self._infos:
            raise UnusableFileError(
                f"« {self.path.name} » : il manque {table}.txt, que tout horaire GTFS doit avoir. "
                f"Trouvé : {', '.join(self.tables)[:200] or 'aucune table'}.",
                code="table-absente",
            )
        reader = csv.reader(self._lines(table), strict=True)
        try:
            titles = [title.strip().lower() for title in next(reader, [])]
            pick, width = self._picked(table, titles, (*needed, *others), len(needed))
            for count, cells in enumerate(reader, 1):
                if count > self.limits.rows:
                    raise _refused(f"{table}.txt a plus de {self.limits.rows} lignes")
                if not cells:
                    continue
                yield pick([*cells[:width], *[""] * (width + 1 - len(cells[:width]))])
        except csv.Error as error:
            raise _unreadable(table, reader.line_num, str(error)) from None

    def _picked(
        self, table: str, titles: list[str], names: tuple[str, ...], needed: int
    ) -> tuple[Callable[[list[str]], tuple[str, ...]], int]:
        if len(titles) > self.limits.columns:
            raise _refused(f"{table}.txt a {len(titles)} colonnes")
        if missing := [name for name in names[:needed] if name not in titles]:
            raise UnusableFileError(
                f"« {self.path.name} », {table}.txt : il manque {', '.join(missing)} ; "
                f"trouvé {', '.join(titles)[:200] or 'rien'}.",
                code="colonnes-absentes",
            )
        at = [titles.index(name) if name in titles else len(titles) for name in names]
        # A repeated cell makes itemgetter give a tuple even for one column.
        picked = itemgetter(*at, at[0])
        return (lambda cells: tuple(cell.strip() for cell in picked(cells)[:-1])), len(titles)

    def _lines(self, table: str) -> Iterator[str]:
        rest, number = b"", 0
        for block in self._blocks(table):
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            longest = max(map(len, (rest, *lines)))
            if longest > self.limits.row_bytes:
                raise _unreadable(table, number + 1, f"une ligne de plus de {longest} octets")
            for line in lines:
                number += 1
                yield self._text(table, number, line)
        if rest:
            yield self._text(table, number + 1, rest)

    def _text(self, table: str, number: int, line: bytes) -> str:
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").removesuffix("\r")
        except UnicodeDecodeError:
            raise _unreadable(table, number, "attendu de l'UTF-8") from None
        if "\0" in text:
            raise _unreadable(table, number, "un octet nul")
        return text

    def _blocks(self, table: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self._infos[table]) as file:
                while block := file.read(BLOCK):
                    yield block
        except _BROKEN as error:
            raise _unreadable(
                table, 0, f"l'archive est abîmée ou ment sur elle-même ({error})"
            ) from None


def _check_name(info: zipfile.ZipInfo) -> None:
    name = PurePosixPath(info.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in info.filename or ":" in info.filename:
        raise _refused("un de ses fichiers veut s'écrire ailleurs que dans son dossier")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refused("un de ses fichiers est un lien")
    if info.flag_bits & 1:
        raise _refused("il est chiffré")


def _refused(found: str) -> UnusableFileError:
    return UnusableFileError(
        f"Cet horaire est refusé : {found}. Demandez à qui le publie une archive GTFS ordinaire.",
        code="archive-refusee",
    )


def _unreadable(table: str, line: int, found: str) -> UnusableFileError:
    where = f"{table}.txt, ligne {line}" if line else f"{table}.txt"
    return UnusableFileError(
        f"{where} ne se lit pas : {found}. Rien n'a été pris ; corrigez la table, en UTF-8.",
        code="table-illisible",
    )
