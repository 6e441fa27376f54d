"""The tables of unmet needs: by need and reason, by place, by month, by network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import networks
from entrelieux.passerelles.board import words
from entrelieux.passerelles.board.adding import unmet_of
from entrelieux.passerelles.board.cards import Column, Figure, Line, Table
from entrelieux.passerelles.board.counting import (
    NO_NETWORK,
    Unit,
    families,
    need_families,
    network_refs,
    reasons,
)
from entrelieux.passerelles.board.layout import TOTAL, Cell, cell
from entrelieux.passerelles.board.periods import Quarter
from entrelieux.passerelles.board.zones import (
    DEPARTEMENT,
    EPCI,
    OTHERS,
    PAYS,
    Territory,
    departement,
    departements_of,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a board is about. here: what every cell of the territory bears beside its own."""

    territory: Territory
    quarters: tuple[Quarter, ...]
    units: tuple[Unit, ...]
    period: str
    today: date
    fiction: bool

    @property
    def here(self) -> Cell:
        if self.territory.kind == EPCI:
            return cell(zone=self.territory.code)
        return TOTAL

    def count(self, one: Cell, some: Sequence[Unit] | None = None) -> Figure:
        chosen = self.units if some is None else some
        return unmet_of(chosen, self.here | one, partial=self.territory.is_partial)


def unit_word() -> str:
    return _("besoins sans réponse")


def source_word() -> str:
    return _("Besoins notés sans réponse aux accueils et dans les suivis d'Entrelieux")


def definition_word() -> str:
    return _(
        "Un besoin sans réponse : une personne l'a dit, quelqu'un a cherché avec elle, et personne "
        "n'a pu y répondre. La raison est celle qui a été notée. Une même personne peut en dire "
        "plusieurs."
    )


def unmet_tables(scope: Scope, family: str) -> tuple[Table, ...]:
    """family: code of the one whose needs are listed; "" for none."""
    found = [_by_reason(scope)]
    if family and scope.territory.kind != EPCI:
        found.append(_by_need(scope, family))
    found += [_by_place(scope), _by_month(scope)]
    if scope.territory.kind != EPCI and network_refs(fiction=scope.fiction):
        found.append(_by_network(scope))
    return tuple(found)


def _table(scope: Scope, slug: str, title: str, heading: str, **rest: object) -> Table:
    values = {
        "definition": definition_word(),
        "unit": unit_word(),
        "source": source_word(),
        "period": scope.period,
        **rest,
    }
    return Table(slug=slug, title=title, heading=heading, **values)  # type: ignore[arg-type]


def _total() -> Column:
    return Column("total", _("Ensemble"), is_total=True)


def _by_reason(scope: Scope) -> Table:
    """In an EPCI, needs and reasons are two lists: their table would hide nearly everything."""
    columns = [Column(code, words.reason(code)) for code in reasons()]
    lines = []
    if scope.territory.kind != EPCI:
        columns.append(_total())
        for code in families():
            cells = [cell(famille=code, motif=one) for one in reasons()] + [cell(famille=code)]
            lines.append(Line(code, words.family(code), tuple(map(scope.count, cells))))
        whole = [*(cell(motif=one) for one in reasons()), TOTAL]
        lines.append(Line("", _("Tous les besoins"), tuple(map(scope.count, whole)), is_total=True))
    else:
        columns = [_total()]
        for code in families():
            label = words.family(code)
            lines.append(Line(code, label, (scope.count(cell(famille=code)),)))
        for code in reasons():
            label = _("Raison : %(reason)s") % {"reason": words.reason(code)}
            lines.append(Line(f"motif:{code}", label, (scope.count(cell(motif=code)),)))
        lines.append(Line("", _("Tous les besoins"), (scope.count(TOTAL),), is_total=True))
    return _table(
        scope,
        "besoins-et-raisons",
        _("Quels besoins, et pourquoi"),
        _("Besoin"),
        columns=tuple(columns),
        lines=tuple(lines),
    )


def _by_need(scope: Scope, family: str) -> Table:
    needs = [code for code, of in need_families().items() if of == family]
    lines = [
        Line(code, words.need(code), (scope.count(cell(famille=family, besoin=code)),))
        for code in needs
    ]
    whole = (scope.count(cell(famille=family)),)
    lines.append(Line("", words.family(family), whole, is_total=True))
    return _table(
        scope,
        "besoins-d-une-famille",
        _("%(family)s : besoin par besoin") % {"family": words.family(family)},
        _("Besoin"),
        columns=(_total(),),
        lines=tuple(lines),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the territory: its figures come from ``units``, in cells that bear ``here``."""

    code: str
    label: str
    units: tuple[Unit, ...]
    here: Cell = TOTAL


def _parts(scope: Scope) -> list[_Part]:
    """Régions of the country, départements of a région, EPCI of a département; by name."""
    kind = scope.territory.kind
    if kind == DEPARTEMENT:
        found = departement(scope.territory.code)
        zones = found.zones if found else ()
        return [
            _Part(zone.code, words.zone(zone.code, zone.name), scope.units, cell(zone=zone.code))
            for zone in zones
            if any(cell(zone=zone.code) in unit.unmet for unit in scope.units)
        ]
    by_code: dict[str, list[Unit]] = {}
    labels: dict[str, str] = {}
    for unit in scope.units:
        place = unit.departement
        code, label = (
            (place.region_code, place.region_name) if kind == PAYS else (place.code, place.name)
        )
        by_code.setdefault(code, []).append(unit)
        labels[code] = label
    return [
        _Part(code, labels[code], tuple(by_code[code]))
        for code in sorted(by_code, key=lambda one: labels[one])
    ]


def _part_lines(scope: Scope, columns: Sequence[Cell]) -> tuple[Line, ...]:
    lines = [
        Line(
            part.code,
            part.label,
            tuple(unmet_of(part.units, part.here | one) for one in columns),
        )
        for part in _parts(scope)
    ]
    whole = tuple(scope.count(one) for one in columns)
    lines.append(Line("", scope.territory.name, whole, is_total=True))
    return tuple(lines)


def _by_place(scope: Scope) -> Table:
    title, heading = _("Où"), _("Territoire")
    if scope.territory.kind == EPCI:
        return _table(
            scope,
            "lieux",
            title,
            _("Commune"),
            columns=(_total(),),
            lines=_commune_lines(scope),
            notes=(
                _(
                    "Une commune de moins de 2 000 habitants n'a pas de ligne à elle : elle est "
                    "comptée avec les autres."
                ),
            ),
        )
    columns = (*(Column(code, words.family(code)) for code in families()), _total())
    cells = [*(cell(famille=code) for code in families()), TOTAL]
    return _table(
        scope,
        "lieux",
        title,
        heading,
        columns=columns,
        lines=_part_lines(scope, cells),
        notes=(
            _(
                "Les lignes suivent l'ordre alphabétique : ce n'est pas un classement. Là où l'on "
                "note davantage, on ne répond pas forcément moins."
            ),
        ),
    )


def _commune_lines(scope: Scope) -> tuple[Line, ...]:
    lines = []
    has_others = False
    for code in scope.territory.departements:
        found = departement(code)
        if found is None or (zone := found.zone(scope.territory.code)) is None:
            continue
        mine = [unit for unit in scope.units if unit.departement.code == code]
        names = {card.code: card.name for card in found.communes}
        has_others = has_others or not zone.is_covered
        lines += [
            Line(one, names[one], (scope.count(cell(commune=one), mine),)) for one in zone.communes
        ]
    lines.sort(key=lambda line: line.label)
    if has_others and lines:
        lines.append(Line(OTHERS, _("Les autres communes"), (scope.count(cell(commune=OTHERS)),)))
    lines.append(Line("", scope.territory.name, (scope.count(TOTAL),), is_total=True))
    return tuple(lines)


def _by_month(scope: Scope) -> Table:
    months = [
        (month, quarter)
        for quarter in scope.quarters
        for month in quarter.months_until(scope.today)
    ]
    parts = _parts(scope) if scope.territory.kind == DEPARTEMENT else []
    columns = tuple(Column(part.code, part.label) for part in parts)
    here = [part.here for part in parts]
    lines = []
    for code, quarter in months:
        mine = [unit for unit in scope.units if unit.quarter == quarter]
        figures = [scope.count(one | cell(mois=code), mine) for one in (*here, TOTAL)]
        lines.append(Line(code, words.month(code), tuple(figures)))
    whole = tuple(scope.count(one) for one in (*here, TOTAL))
    lines.append(Line("", _("Toute la période"), whole, is_total=True))
    return _table(
        scope,
        "mois",
        _("Mois par mois"),
        _("Mois"),
        columns=(*columns, _total()),
        lines=tuple(lines),
    )


def _by_network(scope: Scope) -> Table:
    names = {card.ref: card.name for card in networks()}
    lines = []
    for ref in network_refs(fiction=scope.fiction):
        label = names.get(ref, _("Hors réseau"))
        figure = scope.count(cell(reseau=ref))
        if ref == NO_NETWORK or scope.fiction or _concerns(scope, ref):
            lines.append(Line(ref, label, (figure,)))
    lines.append(Line("", _("Tous les réseaux"), (scope.count(TOTAL),), is_total=True))
    return _table(
        scope,
        "reseaux",
        _("Par réseau"),
        _("Réseau"),
        columns=(_total(),),
        lines=tuple(lines),
    )


def _concerns(scope: Scope, ref: str) -> bool:
    card = next((one for one in networks() if one.ref == ref), None)
    if card is None:
        return False
    met = departements_of(card.zone, card.zone_code)
    return not met or bool(set(met) & set(scope.territory.departements))
