"""The page where an evening is typed in: lines as they were typed, and what they mean.

Read as texts, so that every line comes back as it was when one of them is wrong.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from entrelieux.exchanges.meetings.cards import SeatCard
from entrelieux.exchanges.meetings.forms import DayField, commune_named
from entrelieux.exchanges.meetings.recording import Evening, Line, Newcomer
from entrelieux.kernel.errors import UserError
from entrelieux.passerelles.forms import Trouble, new_key
from entrelieux.passerelles.keys import digest_of

PERSON = ("nom", "commune", "accord", "moyen", "contact")
SAID = ("genre", "qui", "mots", "avec", "pour", "etape")
FIRST_PEOPLE, FIRST_LINES, MORE = 6, 8, 8
MOST_ROWS = 120
LONGEST = 1_000
SEATED = re.compile(r"[0-9a-f]{1,32}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form. name: « p3 » or « l12 ». typed: by field. errors: by field."""

    name: str
    number: int
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(self.typed[one] for one in ("nom", "qui", "mots") if one in self.typed)


@dataclass(frozen=True, slots=True)
class RecordForm:
    """came, agree: references of seats ticked. errors: by field, of what is no line."""

    key: str
    structure: str
    counted: str
    came: frozenset[str]
    agree: frozenset[str]
    people: tuple[Row, ...]
    lines: tuple[Row, ...]
    instead_of: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)

    def troubles(self) -> tuple[Trouble, ...]:
        found = [Trouble(name, message) for name, message in self.errors.items()]
        for row in (*self.people, *self.lines):
            found += [Trouble(f"{row.name}-{at}", text) for at, text in row.errors.items()]
        return tuple(found)

    def refused(self, error: UserError) -> "RecordForm":
        """The same, with what a service found wrong beside the control it names."""
        name, _dash, at = error.field.partition("-")
        if not any(row.name == name for row in (*self.people, *self.lines)):
            return replace(self, errors={error.field or "compte": error.message})

        def mended(rows: tuple[Row, ...]) -> tuple[Row, ...]:
            errors = {at or "nom": error.message}
            return tuple(replace(r, errors=errors) if r.name == name else r for r in rows)

        return replace(self, people=mended(self.people), lines=mended(self.lines))

    def longer(self) -> "RecordForm":
        """« D'autres lignes » : the same with empty lines after those that are there."""
        return replace(
            self,
            people=(*self.people, *_rows({}, "p", PERSON, len(self.people), MORE)),
            lines=(*self.lines, *_rows({}, "l", SAID, len(self.lines), MORE)),
        )

    def read(self) -> tuple["RecordForm", Evening]:
        """What it means; the form comes back with its errors when there are some."""
        people, newcomers = _people(self)
        lines, said = _lines(self)
        counted: int | None = None
        errors = {}
        if self.counted:
            if re.fullmatch(r"\d{1,4}", self.counted):
                counted = int(self.counted)
            else:
                errors["compte"] = _("Attendu : un nombre de personnes.")
        checked = replace(self, people=people, lines=lines, errors=errors)
        evening = Evening(
            came=self.came,
            agree=self.agree,
            newcomers=newcomers,
            lines=said,
            counted=counted,
            organisation_ref=self.structure,
            instead_of=self.instead_of,
        )
        return checked, evening


def fresh(seats: Sequence[SeatCard], structure: str) -> RecordForm:
    return RecordForm(
        key=new_key(),
        structure=structure,
        counted="",
        came=frozenset(one.ref for one in seats if one.came),
        agree=frozenset(),
        people=_rows({}, "p", PERSON, 0, FIRST_PEOPLE),
        lines=_rows({}, "l", SAID, 0, FIRST_LINES),
    )


def mending(form: RecordForm, line: int, known: Mapping[str, str]) -> RecordForm:
    """The same, with a line that was typed wrong in its first line, to be typed again."""
    if not known:
        return form
    first, *rest = form.lines
    row = replace(first, typed={**first.typed, **known})
    return replace(form, instead_of=line, lines=(row, *rest))


def typed(data: QueryDict, structures: Sequence[str]) -> RecordForm:
    """As it was sent, right or wrong."""
    said = data.get("structure", "")
    key = data.get("cle", "")
    return RecordForm(
        key=key if re.fullmatch(r"[\w-]{16,64}", key) else new_key(),
        structure=said if said in structures else next(iter(structures), ""),
        counted=_text(data, "compte", 10),
        came=_ticked(data, "vient"),
        agree=_ticked(data, "accord"),
        people=_rows(data, "p", PERSON, 0, _count(data, "personnes", FIRST_PEOPLE)),
        lines=_rows(data, "l", SAID, 0, _count(data, "lignes", FIRST_LINES)),
        instead_of=line_number(data.get("remplace", "")),
    )


def line_number(said: str) -> int:
    """0 for what is no line."""
    return int(said) if re.fullmatch(r"[0-9]{1,15}", said) else 0


def _people(form: RecordForm) -> tuple[tuple[Row, ...], tuple[Newcomer, ...]]:
    rows, found = [], []
    for row in form.people:
        errors = {}
        said = row.typed
        code = ""
        if said["commune"]:
            try:
                code = commune_named(said["commune"]).code
            except UserError as error:
                errors["commune"] = error.message
        if not row.is_empty:
            found.append(
                Newcomer(
                    key=_key(form, row),
                    name=said["nom"],
                    code_insee=code,
                    agrees=bool(said["accord"]),
                    channel=said["moyen"] or "papier",
                    contact=said["contact"],
                    at=row.name,
                )
            )
        elif any(said[one] for one in ("commune", "contact", "accord")):
            errors["nom"] = _("Un prénom suffit, mais il en faut un.")
        rows.append(replace(row, errors=errors))
    return tuple(rows), tuple(found)


def _lines(form: RecordForm) -> tuple[tuple[Row, ...], tuple[Line, ...]]:
    rows, found = [], []
    for row in form.lines:
        errors = {}
        said = row.typed
        due = None
        if said["pour"]:
            try:
                due = DayField().clean(said["pour"])
            except ValidationError as error:
                errors["pour"] = str(error.message)
        if not row.is_empty or said["genre"]:
            found.append(
                Line(
                    key=_key(form, row),
                    kind=said["genre"],
                    who=said["qui"],
                    words=said["mots"],
                    to=said["avec"],
                    due_on=due,
                    stage=said["etape"],
                    at=row.name,
                )
            )
        rows.append(replace(row, errors=errors))
    return tuple(rows), tuple(found)


def _key(form: RecordForm, row: Row) -> str:
    """The same line sent again is the same; one that was changed before is another."""
    said = "|".join(row.typed[name] for name in sorted(row.typed))
    return digest_of(f"{form.key}:{row.name}:{said}")


def _rows(
    data: Mapping[str, Any], letter: str, fields: Sequence[str], first: int, count: int
) -> tuple[Row, ...]:
    return tuple(
        Row(
            name=f"{letter}{number}",
            number=number,
            typed={one: _text(data, f"{letter}{number}-{one}", LONGEST) for one in fields},
        )
        for number in range(first + 1, first + count + 1)
    )


def _text(data: Mapping[str, Any], name: str, longest: int) -> str:
    said = str(data.get(name, "")).replace("\x00", "").replace("\r\n", "\n")
    return said[:longest].strip()


def _count(data: QueryDict, name: str, otherwise: int) -> int:
    said = data.get(name, "")
    return min(int(said), MOST_ROWS) if re.fullmatch(r"\d{1,3}", said) else otherwise


def _ticked(data: QueryDict, name: str) -> frozenset[str]:
    return frozenset(one for one in data.getlist(name)[:400] if SEATED.fullmatch(one))
