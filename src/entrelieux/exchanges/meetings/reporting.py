"""The report of a round of meetings, with the communes where none was ever held."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.exchanges.meetings import figures
from entrelieux.exchanges.meetings.adapters import named_by
from entrelieux.exchanges.meetings.drawing import visited_map
from entrelieux.exchanges.meetings.errors import MeetingWrong
from entrelieux.exchanges.meetings.figures import STAGE, Counted, Figure
from entrelieux.exchanges.meetings.selectors import meetings_by_commune
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import passerelles as ways
from entrelieux.passerelles.board.periods import Quarter
from entrelieux.passerelles.board.zones import (
    EPCI,
    BoardWrong,
    Territory,
    departement,
    territories,
    territory_for,
)

MOST_NEVER = 60


@dataclass(frozen=True, slots=True)
class Line:
    """code: stable. definition: how it is counted. parts: of another line, it is one of them."""

    code: str
    label: str
    definition: str
    figure: Figure
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class TownLine:
    code: str
    name: str
    evenings: int
    came: Figure


@dataclass(frozen=True, slots=True)
class NeverLine:
    code: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class Report:
    """never: communes where no meeting was ever held, the most peopled first; communes: how many
    there are in all. map: "" where several départements would make it unreadable."""

    territory: Territory | None
    choices: tuple[Territory, ...]
    first: Quarter
    last: Quarter
    quarters: tuple[Quarter, ...]
    evenings: int
    lines: tuple[Line, ...]
    towns: tuple[TownLine, ...]
    never: tuple[NeverLine, ...]
    never_people: int
    never_count: int
    communes: int
    map: SafeString
    threshold: int


def report_for(viewer: Viewer, asked: Mapping[str, str]) -> Report:  # noqa: ARG001  public to everyone
    """asked: ``territoire``, ``du`` and ``au`` (quarters, « 2026-T4 »), as texts of an address.

    Raises:
        BoardWrong, MeetingWrong: the territory or a quarter cannot be.
    """
    fiction = offer_is_fiction()
    every = figures.quarters(timezone.localdate(), fiction=fiction)
    choices = tuple(one for one in territories(fiction=fiction) if one.kind != EPCI)
    if not choices:
        raise BoardWrong(_("Aucun territoire n'a encore de réseau."), field="territoire")
    territory = territory_for(asked.get("territoire", ""), choices)
    first = _quarter(asked.get("du", ""), every, every[0], "du")
    last = _quarter(asked.get("au", ""), every, every[-1], "au")
    if last < first:
        raise MeetingWrong(_("La fin vient avant le début."), field="au")
    found = figures.counted(territory.departements, first, last)
    inside = [one for code in territory.departements if (one := departement(code))]
    communes = {card.code: card for one in inside for card in one.communes}
    visited = meetings_by_commune()
    never = sorted(
        (card for code, card in communes.items() if code not in visited),
        key=lambda card: (-card.population, card.name),
    )
    return Report(
        territory=territory,
        choices=choices,
        first=first,
        last=last,
        quarters=every,
        evenings=found.evenings,
        lines=_lines(found),
        towns=tuple(
            TownLine(
                one.code,
                communes[one.code].name if one.code in communes else one.code,
                one.evenings,
                one.came,
            )
            for one in found.towns
        ),
        never=tuple(NeverLine(c.code, c.name, c.population) for c in never[:MOST_NEVER]),
        never_people=sum(card.population for card in never),
        never_count=len(never),
        communes=len(communes),
        map=visited_map(tuple(communes.values()), visited, territory.departements),
        threshold=found.threshold,
    )


def _quarter(text: str, every: tuple[Quarter, ...], otherwise: Quarter, field: str) -> Quarter:
    if not text:
        return otherwise
    found = Quarter.read(text)
    if found is None or found not in every:
        raise MeetingWrong(
            _("« %(found)s » n'est pas un trimestre de la liste. Exemple : %(example)s.")
            % {"found": text[:20], "example": otherwise.code},
            field=field,
        )
    return found


def _lines(found: Counted) -> tuple[Line, ...]:
    lines = [
        Line(code, label, definition, found.figures[code], is_part)
        for code, label, definition, is_part in _words()
    ]
    for code in ways.stages():
        name = f"{STAGE}{code}"
        label = named_by(ways.stages(), code)
        lines.append(Line(name.replace(":", "-"), label, "", found.figures[name], True))
    return tuple(lines)


def is_quiet(line: Line) -> bool:
    """A stage of which nothing can be shown: said in a sentence, rather than line by line."""
    return line.code.startswith("etape-") and line.figure.value is None


def _words() -> tuple[tuple[str, str, str, bool], ...]:
    return (
        (
            "venues",
            _("Personnes venues"),
            _("Comptées à chaque rencontre : venir deux fois compte deux fois."),
            False,
        ),
        (
            "inscrites",
            _("Places prises"),
            _("Inscriptions gardées jusqu'au début, venues ou non."),
            False,
        ),
        ("besoins", _("Idées et besoins dits"), _("Une ligne saisie, une chose dite."), False),
        (
            "propositions",
            _("Propositions dites"),
            _("Une ligne saisie, une chose proposée."),
            False,
        ),
        (
            "relations",
            _("Mises en relation"),
            _("Deux personnes qui se sont parlé pour une raison."),
            False,
        ),
        (
            "relations-suivies",
            _("dont suivies d'une autre rencontre"),
            _("Les deux l'ont dit depuis."),
            True,
        ),
        ("promesses", _("Promesses"), _("Faites à voix haute, ou sur la feuille."), False),
        (
            "promesses-tenues",
            _("dont tenues"),
            _("Dit par qui a promis, ou par qui organise."),
            True,
        ),
        (
            "promesses-laissees",
            _("dont laissées, par choix"),
            _("Une promesse laissée est une réponse."),
            True,
        ),
        (
            "projets",
            _("Projets repérés"),
            _("Où en est chacun aujourd'hui ; sinon, où il en était ce jour-là."),
            False,
        ),
    )
