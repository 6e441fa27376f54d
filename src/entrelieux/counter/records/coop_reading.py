"""Acts read from an export of La Coop: rows of one act put together, each cell that is wrong told.

The titles are found wherever they are: the export begins with who asked and what was filtered.
Names, notes, titles of workshops and tags are not read.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from entrelieux.counter.records import coop_writing
from entrelieux.counter.records.drafts import (
    MOST_PEOPLE,
    NOBODY,
    TOGETHER,
    Draft,
    Someone,
    problems,
    tidied,
)
from entrelieux.engine.language.fold import fold
from entrelieux.interchange.limits import UnusableFileError
from entrelieux.interchange.lines import Lines
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary
from entrelieux.territories.selectors import commune_for

MOST_ACTS = 3_000
LOOKED_AT = 80
NEEDED = ("Date", "Type", "Durée (min)", "Thématique(s) d’accompagnement")
OLD = "Nombre de participants"
DRAWN = "ligne:"
FIELD_COLUMN = {
    "held_on": "Date",
    "minutes": "Durée (min)",
    "people": "Participants",
    "activity": "Type",
    "place_of_act": "Canaux d’accompagnement",
}
_RANK = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")
_BETWEEN = re.compile(r"[\n\r;|]+")
Find = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Remark:
    """A cell that could not be used. is_refusal: the whole act is left out for it."""

    row: int
    column: str
    found: str
    expected: str
    is_refusal: bool


@dataclass(frozen=True, slots=True)
class Act:
    """key: of the act in La Coop; drawn from its cells when the file has none. row: its first."""

    key: str
    row: int
    draft: Draft


@dataclass(slots=True)
class Reading:
    """rows: how many were read. notes: about the file as a whole."""

    acts: list[Act] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def refusals(self) -> list[Remark]:
        return [one for one in self.remarks if one.is_refusal]

    @property
    def warnings(self) -> list[Remark]:
        return [one for one in self.remarks if not one.is_refusal]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. cells: by title of La Coop."""

    number: int
    cells: Mapping[str, str]

    def said(self, column: str) -> str:
        return self.cells.get(column, "").removeprefix("'").strip()


def read_export(
    lines: Lines, *, forme_mediation: str, monde: str, today: date, place_ref: Find
) -> Reading:
    """Every act that can be kept, and what is wrong with the others.

    Args:
        forme_mediation, monde: what acts of La Coop are, which it does not say; a file written
            here says it for each.
        place_ref: reference of a known place by name and code INSEE, "" when it is unknown.

    Raises:
        UnusableFileError: this is no export of activities of La Coop, or it holds too many.
    """
    rows = _table(lines.rows)
    reading = Reading()
    groups: dict[str, list[Row]] = {}
    seen: dict[str, int] = {}
    for row in rows:
        reading.rows += 1
        groups.setdefault(row.said("ID CRA") or _drawn_key(row, seen), []).append(row)
        if len(groups) > MOST_ACTS:
            raise UnusableFileError(
                _("Le fichier a plus de %d actes. Exportez une période plus courte.") % MOST_ACTS,
                code="trop-de-lignes",
            )
    for key, group in groups.items():
        act = _Act(group, forme_mediation, monde, place_ref)
        act.check_group(is_named=not key.startswith(DRAWN))
        draft = act.draft(today)
        reading.remarks += act.remarks
        if draft is not None:
            reading.acts.append(Act(key[:80], group[0].number, draft))
    reading.notes = list(lines.notes)
    if not reading.rows:
        reading.notes.append(_("Le tableau n'a aucune ligne sous ses titres."))
    return reading


def _table(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    """The rows under the titles."""
    known = {_plain(name): name for name in (*_names(), OLD, *coop_writing.OURS)}
    titles: list[str] = []
    for count, (number, cells) in enumerate(rows, 1):
        if titles:
            yield Row(number, dict(zip(titles, cells, strict=False)))
            continue
        found = [known.get(_plain(cell), "") for cell in cells]
        if OLD in found:
            raise UnusableFileError(
                _(
                    "C'est un ancien export de La Coop : une ligne y vaut plusieurs personnes. "
                    "Refaites l'export aujourd'hui, puis revenez."
                ),
                code="autre-format",
            )
        if set(NEEDED) <= set(found):
            titles = found
        elif count > LOOKED_AT:
            break
    if not titles:
        raise UnusableFileError(
            _(
                "Nous ne trouvons pas les titres d'un export d'activités de La Coop "
                "(Date, Type, Durée, Thématiques). Est-ce le bon fichier ?"
            ),
            code="autre-format",
        )


def _names() -> tuple[str, ...]:
    return tuple(column.name for column in coop.columns())


def _plain(title: str) -> str:
    return " ".join(fold(title.removeprefix("'").replace("’", "'")).split())


def _drawn_key(row: Row, seen: dict[str, int]) -> str:
    """The same file taken in twice gives the same keys; two rows alike are two acts."""
    text = "\x1f".join(f"{name}\x1e{value}" for name, value in sorted(row.cells.items()) if name)
    digest = hashlib.sha256(text.encode()).hexdigest()[:40]
    seen[digest] = seen.get(digest, 0) + 1
    return f"{DRAWN}{digest}:{seen[digest]}"


class _Act:
    """The rows of one act, and what is found wrong in them."""

    def __init__(
        self, rows: Sequence[Row], forme_mediation: str, monde: str, place_ref: Find
    ) -> None:
        self.rows = rows
        self.first = rows[0]
        self.forme_mediation = forme_mediation
        self.monde = monde
        self.place_ref = place_ref
        self.remarks: list[Remark] = []

    def check_group(self, *, is_named: bool) -> None:
        """Rows of a workshop are put together by its identifier: without it, they cannot be."""
        if not is_named and self._announced() > 1:
            expected = _("l'identifiant de l'acte, pour réunir les personnes d'un atelier")
            self._wrong("ID CRA", "", expected, is_refusal=True)

    def _announced(self) -> int:
        ranks = [_RANK.fullmatch(row.said("Participants")) for row in self.rows]
        return max((int(rank[2]) for rank in ranks if rank), default=0)

    def draft(self, today: date) -> Draft | None:
        """The act; None when it has to be left out."""
        activity = self._code(Vocabulary.ACTIVITY, "Type", is_refusal=True)
        held_on, minutes = self._day(), self._minutes()
        if self._is_refused or held_on is None:
            return None
        themes, administrative = self._themes()
        place_of_act = self._code(Vocabulary.PLACE_OF_ACT, "Canaux d’accompagnement")
        draft = tidied(
            Draft(
                held_on=held_on,
                forme_mediation=self._ours(0, coop.forms(), self.forme_mediation),
                monde=self._ours(1, coop.worlds(), self.monde),
                activity=activity,
                minutes=minutes,
                place_of_act=place_of_act or "autre",
                place_ref=self._place(),
                code_insee=self._commune(),
                themes=themes,
                administrative_themes=administrative,
                autonomy="" if activity == TOGETHER else self._stars(Vocabulary.AUTONOMY),
                level=self._stars(Vocabulary.LEVEL) if activity == TOGETHER else "",
                people=self._people(),
                redirections=self._redirections(),
            )
        )
        for problem in problems(draft, today):
            column = FIELD_COLUMN.get(problem.field, problem.field)
            self._wrong(column, problem.found, problem.expected, is_refusal=True)
        return None if self._is_refused else draft

    @property
    def _is_refused(self) -> bool:
        return any(one.is_refusal for one in self.remarks)

    def _wrong(
        self, column: str, found: str, expected: str, *, is_refusal: bool = False, row: int = 0
    ) -> None:
        number = row or self.first.number
        self.remarks.append(Remark(number, column, found[:80], expected, is_refusal))

    def _day(self) -> date | None:
        said = self.first.said("Date")
        for read in (date.fromisoformat, _with_time, _french_day):
            try:
                return read(said)
            except ValueError:
                continue
        self._wrong("Date", said, _("une date, comme 20/11/2026"), is_refusal=True)
        return None

    def _minutes(self) -> int:
        said = self.first.said("Durée (min)")
        if said.isascii() and said.isdecimal() and len(said) < 6:
            return int(said)
        self._wrong("Durée (min)", said, _("un nombre de minutes"), is_refusal=True)
        return 0

    def _code(
        self,
        vocabulary: Vocabulary,
        column: str,
        *,
        is_refusal: bool = False,
        row: Row | None = None,
    ) -> str:
        """Our code for a label of La Coop; "" and a remark when it is none."""
        row = row or self.first
        said = row.said(column)
        found = _code_of(vocabulary, said)
        if found is None:
            expected = _("un libellé de La Coop, comme « %s »")
            example = next(iter(coop.in_coop(vocabulary)))
            self._wrong(column, said, expected % example, is_refusal=is_refusal, row=row.number)
        elif not said and is_refusal:
            self._wrong(column, said, _("une valeur"), is_refusal=True)
        return found or ""

    def _themes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        column = "Thématique(s) d’accompagnement"
        themes, administrative = [], []
        for said in filter(None, map(str.strip, _BETWEEN.split(self.first.said(column)))):
            if code := _code_of(Vocabulary.THEME, said):
                themes.append(code)
            elif code := _code_of(Vocabulary.ADMINISTRATIVE_THEME, said):
                administrative.append(code)
            else:
                self._wrong(column, said, _("un thème de La Coop ; celui-ci est laissé"))
        return tuple(themes), tuple(administrative)

    def _place(self) -> str:
        ours = self.first.said(coop_writing.OURS[2])
        name, code = self.first.said("Nom du lieu"), self.first.said("Code Insee")
        return self.place_ref(ours, "") if ours else self.place_ref(name, code) if name else ""

    def _commune(self) -> str:
        said = self.first.said("Code Insee")
        if not said:
            return ""
        commune = commune_for(said)
        if commune is None:
            self._wrong("Code Insee", said, _("le code d'une commune ; celui-ci est laissé"))
            return ""
        return commune.code

    def _stars(self, vocabulary: Vocabulary) -> str:
        column = "Niveau d’autonomie (ou de l’atelier)"
        said = self.first.said(column)
        known = {
            f"{one.rank}/{len(coop.codes(vocabulary))}": one.code
            for one in coop.codes(vocabulary).values()
        }
        if said and said not in known:
            self._wrong(column, said, _("un niveau comme 2/3 ; celui-ci est laissé"))
        return known.get(said, "")

    def _people(self) -> tuple[Someone, ...]:
        """One for each row; more when the rows say that the group was larger."""
        people = [self._someone(row) for row in self.rows]
        missing = min(self._announced(), MOST_PEOPLE) - len(people)
        if missing > 0:
            found = _("%(rows)d lignes pour %(people)d personnes")
            found %= {"rows": len(people), "people": self._announced()}
            self._wrong(
                "Participants", found, _("une ligne par personne ; les autres sont comptées")
            )
            people += [Someone()] * missing
        return tuple(people)

    def _someone(self, row: Row) -> Someone:
        status = row.said(coop_writing.OURS[3])
        if status not in coop.codes(Vocabulary.STATUS):
            status = self._code(Vocabulary.STATUS, "Statut du bénéficiaire", row=row)
        return Someone(
            age=self._code(Vocabulary.AGE, "Tranche d’âge du bénéficiaire", row=row),
            gender=self._code(Vocabulary.GENDER, "Genre du bénéficiaire", row=row),
            status=status,
        )

    def _redirections(self) -> tuple[str, ...]:
        ours = tuple(filter(None, self.first.said(coop_writing.OURS[4]).split("|")))
        if ours and all(one in {*coop.codes(Vocabulary.REDIRECTION), NOBODY} for one in ours):
            return ours
        said = self.first.said("Bénéficiaire réorienté")
        where = self._code(Vocabulary.REDIRECTION, "Structure de redirection")
        if where:
            return (where,)
        return {"oui": ("autre",), "non": (NOBODY,)}.get(said.casefold(), ())

    def _ours(self, rank: int, known: Mapping[str, object], otherwise: str) -> str:
        said = self.first.said(coop_writing.OURS[rank])
        return said if said in known else otherwise


def _code_of(vocabulary: Vocabulary, said: str) -> str | None:
    """ "" for nothing said; None for a label that is unknown."""
    if not said:
        return ""
    if one := coop.in_coop(vocabulary).get(said):
        return one.code
    if (older := coop.in_older_coop(vocabulary).get(said)) is not None:
        return older
    plain = _plain(said)
    return next(
        (one.code for label, one in coop.in_coop(vocabulary).items() if _plain(label) == plain),
        None,
    )


def _with_time(said: str) -> date:
    return datetime.fromisoformat(said).date()


def _french_day(said: str) -> date:
    return datetime.strptime(said[:10], "%d/%m/%Y").date()  # noqa: DTZ007  a day, not a moment
