"""The tables of hand-overs: state and age, how soon people meet, what share has no answer."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from entrelieux.engine.handover import measures
from entrelieux.passerelles.board import words
from entrelieux.passerelles.board.adding import DAYS, of_cell, ratio
from entrelieux.passerelles.board.cards import (
    NOT_APPLICABLE,
    NOT_KEPT,
    WITHHELD,
    Column,
    Figure,
    Line,
    Table,
)
from entrelieux.passerelles.board.counting import (
    ACCEPTED,
    AGES,
    OPEN_STATES,
    OVER,
    Unit,
    reasons,
)
from entrelieux.passerelles.board.layout import TOTAL, cell
from entrelieux.passerelles.board.tables import Scope

MEDIAN_NEEDS = 10
"""First contacts that a median needs to be shown: it must be nobody's own delay."""


def source_word() -> str:
    return _("Passerelles et suivis d'Entrelieux, sans les informations simplement données")


def bridge_tables(scope: Scope) -> tuple[Table, ...]:
    return _by_state(scope), _delays(scope), _unanswered(scope)


def _by_state(scope: Scope) -> Table:
    """A stock: of the last quarter alone, the same hand-over being there at the end of several."""
    last = scope.quarters[-1]
    mine = [unit.bridges for unit in scope.units if unit.quarter == last]
    codes = [*(cell(age=age) for age in AGES), TOTAL]
    lines = []
    for state in (*OPEN_STATES, OVER):
        figures = tuple(of_cell(mine, one | cell(etat=state)) for one in codes)
        lines.append(Line(state, words.state(state), figures))
    whole = tuple(of_cell(mine, one) for one in codes)
    lines.append(Line("", _("Toutes les passerelles"), whole, is_total=True))
    return Table(
        slug="passerelles",
        title=_("Où en sont les passerelles"),
        definition=_(
            "Une passerelle confie une personne, avec son accord, d'une structure à une autre. "
            "Son âge est compté en jours depuis qu'elle est proposée."
        ),
        unit=_("passerelles"),
        source=source_word(),
        heading=_("État"),
        columns=(
            *(Column(age, words.age(age)) for age in AGES),
            Column("total", _("Tous les âges"), is_total=True),
        ),
        lines=tuple(lines),
        period=_("à la fin du trimestre : %(quarter)s") % {"quarter": words.quarter(last)},
    )


def _delays(scope: Scope) -> Table:
    """V03 and V04, with the counts they come from."""
    many = [unit.cohort for unit in scope.units]

    def count(**values: str) -> Figure:
        return of_cell(many, cell(**values))

    in_time = count(issue="a_temps")
    lines = (
        _line("proposees", _("Passerelles proposées"), of_cell(many, TOTAL), is_total=True),
        _line("acceptees", _("dont acceptées"), count(acceptee=ACCEPTED)),
        _line("a_temps", _("premier contact en 30 jours au plus"), in_time),
        _line("plus_tard", _("premier contact après 30 jours"), count(issue="plus_tard")),
        _line("attend", _("attend un contact depuis 30 jours ou plus"), count(issue="attend")),
        _line("trop_tot", _("proposée depuis moins de 30 jours"), count(issue="trop_tot")),
        _line("finie", _("terminée ou refusée sans contact"), count(issue="finie")),
        _line(
            "V03_acceptees",
            _("Premier contact en 30 jours, sur celles qui sont acceptées"),
            ratio(in_time, count(connue_acceptee="oui")),
            definition=_("V03. Sans celles qui sont proposées depuis trop peu de temps."),
        ),
        _line(
            "V03_proposees",
            _("Premier contact en 30 jours, sur celles qui sont proposées"),
            ratio(in_time, count(connue="oui")),
            definition=_("V03. Sans celles qui sont proposées depuis trop peu de temps."),
        ),
        _line(
            "V04",
            _("Délai médian jusqu'au premier contact"),
            _median(scope.units, in_time, count(issue="plus_tard")),
            definition=_(
                "V04. La moitié des passerelles proposées ont eu un premier contact en ce nombre "
                "de jours, ou moins. Celles qui attendent encore comptent pour ce qu'elles ont "
                "attendu ; celles qui ont fini sans contact restent dans le calcul."
            ),
        ),
    )
    return Table(
        slug="delais",
        title=_("Combien de temps jusqu'au premier contact"),
        definition=_(
            "Ce que deviennent les passerelles proposées pendant la période, suivies jusqu'à "
            "trente jours après la fin de leur trimestre. Le premier contact est la rencontre "
            "notée ; sans elle, le jour où la personne a dit ce que cela a donné."
        ),
        unit=_("passerelles"),
        source=source_word(),
        heading=_("Mesure"),
        columns=(Column("valeur", _("Valeur"), is_total=True),),
        lines=lines,
        period=scope.period,
    )


def _median(units: Sequence[Unit], *contacts: Figure) -> Figure:
    """Shown when those shown to have met are many; otherwise it would be somebody's own delay."""
    if any(unit.cohort is None for unit in units):
        return Figure(None, missing=NOT_KEPT, unit=DAYS)
    known = sum(int(one.value or one.at_least or 0) for one in contacts)
    if known < MEDIAN_NEEDS:
        return Figure(None, missing=WITHHELD, unit=DAYS)
    waits = [wait for unit in units for wait in unit.waits]
    days = measures.median_wait([days for days, _met in waits], [met for _days, met in waits])
    return Figure(days, missing="" if days is not None else NOT_APPLICABLE, unit=DAYS)


def _unanswered(scope: Scope) -> Table:
    """V05: of the needs said in follow-ups, the share that nobody could answer, by reason."""
    many = [unit.asked for unit in scope.units]
    whole = of_cell(many, TOTAL)
    unmet = of_cell(many, cell(reponse="sans"))
    lines = [
        Line(
            code,
            words.reason(code),
            ((one := of_cell(many, cell(reponse="sans", motif=code))), ratio(one, whole)),
        )
        for code in reasons()
    ]
    lines.append(
        Line("sans", _("Sans réponse, toutes raisons"), (unmet, ratio(unmet, whole)), is_total=True)
    )
    lines.append(
        Line("", _("Besoins dits dans un suivi"), (whole, ratio(whole, whole)), is_total=True)
    )
    return Table(
        slug="part-sans-reponse",
        title=_("Quelle part des besoins reste sans réponse"),
        definition=_(
            "V05. Parmi les besoins des suivis ouverts pendant la période, ceux auxquels personne "
            "n'a pu répondre, selon la raison notée."
        ),
        unit=_("besoins des suivis"),
        source=_("Suivis d'Entrelieux"),
        heading=_("Raison"),
        columns=(
            Column("nombre", _("Nombre")),
            Column("part", _("Part des besoins dits")),
        ),
        lines=tuple(lines),
        notes=(
            _(
                "Les demandes faites à un accueil sans suivi ne sont pas comptées ici : on ne sait "
                "pas combien ont eu une réponse."
            ),
        ),
        period=scope.period,
    )


def _line(
    code: str, label: str, figure: Figure, *, definition: str = "", is_total: bool = False
) -> Line:
    return Line(code, label, (figure,), is_total=is_total, definition=definition)
