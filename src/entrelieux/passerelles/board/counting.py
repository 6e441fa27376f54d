"""What was counted in each département and quarter, masked: the board's only reader of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from entrelieux.accounts.selectors import networks
from entrelieux.engine.handover import measures
from entrelieux.engine.handover.machine import FINAL, INFORMATION, State
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.board.layout import TOTAL, Cell, Layout, Record, cell, shown
from entrelieux.passerelles.board.periods import CLOSING, Quarter
from entrelieux.passerelles.board.zones import OTHERS, Departement, threshold_for
from entrelieux.passerelles.models import FollowedNeed, Passerelle, PasserelleMove, UnmetNeed

NO_NETWORK = "aucun"
OVER = "terminee"
"""Hand-overs that ended during the quarter, in any way."""
OPEN_STATES = tuple(state.value for state in State if state not in FINAL)
AGES = tuple(str(edge) for edge in measures.AGES)
ACCEPTED, NOT_ACCEPTED = "oui", "non"
TOO_EARLY = "trop_tot"
ISSUES = ("a_temps", "plus_tard", "attend", TOO_EARLY, "finie")
WITHOUT_CONTACT = ISSUES[2:]
Counts = Mapping[Cell, int | None]


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One département in one quarter. A count is None where it is hidden.

    bridges, cohort, asked: None when the follow-ups they come from may be erased already.
    waits: (days, met) of each hand-over proposed, for a median that is shown only if many met.
    """

    departement: Departement
    quarter: Quarter
    threshold: int
    unmet: Counts
    bridges: Counts | None
    cohort: Counts | None
    asked: Counts | None
    waits: tuple[tuple[int, bool], ...]


def units(
    departements: Sequence[Departement], quarters: Sequence[Quarter], *, fiction: bool, today: date
) -> tuple[Unit, ...]:
    """Every département in every quarter, in this order; a fixed number of queries."""
    rows = _Rows(departements, quarters, fiction=fiction, today=today)
    return tuple(rows.unit(one, quarter) for one in departements for quarter in quarters)


def need_families() -> dict[str, str]:
    return {need.code: need.family for need in needs_pack.load_needs()}


def families() -> tuple[str, ...]:
    return tuple(family.code for family in needs_pack.load_families())


def reasons() -> tuple[str, ...]:
    return tuple(pack.reasons())


@dataclass(slots=True)
class _Rows:
    """What one page needs, read once: keys are (département, quarter)."""

    departements: Sequence[Departement]
    quarters: Sequence[Quarter]
    fiction: bool
    today: date
    networks: tuple[str, ...] = ()
    unmet: dict[tuple[str, Quarter], list[Record]] = field(default_factory=dict)
    bridges: list["_Bridge"] = field(default_factory=list)
    asked: dict[tuple[str, Quarter], list[Record]] = field(default_factory=dict)

    def __init__(
        self,
        departements: Sequence[Departement],
        quarters: Sequence[Quarter],
        *,
        fiction: bool,
        today: date,
    ) -> None:
        self.departements, self.quarters = departements, quarters
        self.fiction, self.today = fiction, today
        self.networks = network_refs(fiction=fiction)
        self.unmet = self._read_unmet()
        kept = [one for one in quarters if one.keeps_follow_ups(today)]
        self.bridges = self._read_bridges(kept) if kept else []
        self.asked = self._read_asked(kept) if kept else {}

    def unit(self, one: Departement, quarter: Quarter) -> Unit:
        threshold = threshold_for(one.code, fiction=self.fiction)
        key = one.code, quarter
        said = self.unmet.get(key, [])
        layout = unmet_layout(one, quarter.months_until(self.today), self.networks, beside(said))
        unmet = shown(layout, said, threshold)
        if not quarter.keeps_follow_ups(self.today):
            return Unit(one, quarter, threshold, unmet, None, None, None, ())
        mine = [bridge for bridge in self.bridges if bridge.departement == one.code]
        running = quarter.observed_on(self.today) < quarter.end + CLOSING
        cohort = [b for b in mine if quarter.start <= b.proposed_on <= quarter.end]
        seen = [b.seen(quarter.observed_on(self.today)) for b in cohort]
        stock = [r for b in mine if (r := b.standing(quarter, self.today)) is not None]
        return Unit(
            one,
            quarter,
            threshold,
            unmet,
            shown(bridges_layout(), stock, threshold),
            shown(cohort_layout(running=running), [record for record, _ in seen], threshold),
            shown(asked_layout(), self.asked.get(key, []), threshold),
            tuple(wait for _, wait in seen),
        )

    def _read_unmet(self) -> dict[tuple[str, Quarter], list[Record]]:
        family = need_families()
        known = {one.code: one for one in self.departements}
        refs = {card.pk: card.ref for card in networks()}
        found: dict[tuple[str, Quarter], list[Record]] = defaultdict(list)
        rows = UnmetNeed.objects.filter(
            is_fiction=self.fiction,
            departement__in=list(known),
            month__range=(self.quarters[0].start, self.quarters[-1].end),
        ).values_list("departement", "month", "need", "reason", "code_insee", "network_id")
        for code, month, need, reason, commune, network in rows:
            place = known[code]
            zone = place.zone_of.get(commune, OTHERS)
            found[code, Quarter.of(month)].append(
                {
                    "famille": family.get(need, OTHERS),
                    "besoin": need if need in family else OTHERS,
                    "motif": reason if reason in pack.reasons() else "autre",
                    "zone": zone,
                    "commune": commune if commune in place.shown_communes else OTHERS,
                    "mois": month.isoformat()[:7],
                    "reseau": refs.get(network, NO_NETWORK) if network else NO_NETWORK,
                }
            )
        return found

    def _read_bridges(self, quarters: Sequence[Quarter]) -> list["_Bridge"]:
        """Hand-overs in which an answer is awaited; one query, and one for their moves."""
        rows = Passerelle.objects.filter(
            is_fiction=self.fiction,
            follow_up__departement__in=[one.code for one in self.departements],
            proposed_at__lt=_end_of(quarters[-1].end),
        ).exclude(mode=INFORMATION)
        fields = ("pk", "follow_up__departement", "proposed_at", "met_on", "closed_at", "outcome")
        bridges = {
            pk: _Bridge(code, proposed, met, closed, bool(outcome))
            for pk, code, proposed, met, closed, outcome in rows.values_list(*fields)
        }
        moves = PasserelleMove.objects.filter(passerelle__in=rows).order_by("pk")
        for pk, at, state in moves.values_list("passerelle_id", "at", "state"):
            if pk in bridges:
                bridges[pk].moves.append((timezone.localdate(at), state))
        return list(bridges.values())

    def _read_asked(self, quarters: Sequence[Quarter]) -> dict[tuple[str, Quarter], list[Record]]:
        """Needs of the follow-ups opened in each quarter, and why nobody could answer."""
        found: dict[tuple[str, Quarter], list[Record]] = defaultdict(list)
        rows = FollowedNeed.objects.filter(
            follow_up__is_fiction=self.fiction,
            follow_up__departement__in=[one.code for one in self.departements],
            follow_up__opened_at__gte=_start_of(quarters[0].start),
            follow_up__opened_at__lt=_end_of(quarters[-1].end),
        ).values_list("follow_up__departement", "follow_up__opened_at", "state", "reason")
        for code, opened, state, reason in rows:
            key = code, Quarter.of(timezone.localdate(opened))
            if state != FollowedNeed.State.UNMET:
                found[key].append({"reponse": "autre"})
            else:
                said = reason if reason in pack.reasons() else "autre"
                found[key].append({"reponse": "sans", "motif": said})
        return found


@dataclass(slots=True)
class _Bridge:
    """moves: (day, state reached), in order."""

    departement: str
    proposed_at: datetime
    met_on: date | None
    closed_at: datetime | None
    has_outcome: bool
    moves: list[tuple[date, str]] = field(default_factory=list)

    @property
    def proposed_on(self) -> date:
        return timezone.localdate(self.proposed_at)

    def state_on(self, day: date) -> str:
        reached = [state for on, state in self.moves if on <= day]
        return reached[-1] if reached else State.PROPOSED.value

    def contact_on(self, day: date) -> date | None:
        """The day of the meeting; when it is closed with an outcome, that day at the latest."""
        met = self.met_on
        if met is None and self.has_outcome and self.closed_at is not None:
            met = timezone.localdate(self.closed_at)
        return max(met, self.proposed_on) if met is not None and met <= day else None

    def seen(self, day: date) -> tuple[Record, tuple[int, bool]]:
        """Where it stands on the day of observation, and its wait."""
        contact = self.contact_on(day)
        waited = max(((contact or day) - self.proposed_on).days, 0)
        said = {state for on, state in self.moves if on <= day}
        accepted = contact is not None or State.ACCEPTED.value in said
        over = self.state_on(day) in {*(s.value for s in FINAL), State.DECLINED.value}
        if contact is not None:
            issue = ISSUES[0] if waited <= measures.CONTACT_DAYS else ISSUES[1]
        elif over:
            issue = "finie"
        else:
            issue = TOO_EARLY if waited < measures.CONTACT_DAYS else "attend"
        record = {"issue": issue, "acceptee": ACCEPTED if accepted else NOT_ACCEPTED}
        if issue != TOO_EARLY:
            record["connue"] = "oui"
            if accepted:
                record["connue_acceptee"] = "oui"
        return record, (waited, contact is not None)

    def standing(self, quarter: Quarter, today: date) -> Record | None:
        """State and age at the end of a quarter; None when it was over before, or not begun."""
        day = min(quarter.end, today)
        if self.proposed_on > day:
            return None
        state = self.state_on(day)
        final = {one.value for one in FINAL}
        if state in final:
            ended = next(on for on, reached in self.moves if reached in final)
            if ended < quarter.start:
                return None
            state, day = OVER, ended
        age = (day - self.proposed_on).days
        edge = max(one for one in measures.AGES if one <= age)
        return {"etat": state, "age": str(edge)}


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _end_of(day: date) -> datetime:
    return _start_of(day + timedelta(days=1))


def network_refs(*, fiction: bool) -> tuple[str, ...]:
    """Empty where there are not two networks to tell apart."""
    refs = tuple(card.ref for card in networks() if card.is_fiction == fiction)
    return (*refs, NO_NETWORK) if len(refs) > 1 else ()


def beside(records: Sequence[Record]) -> frozenset[str]:
    """Dimensions where something has no known value: a need of before, an unknown commune."""
    return frozenset(
        name for name in ("famille", "zone") if any(r[name] == OTHERS for r in records)
    )


def unmet_layout(
    place: Departement,
    months: Sequence[str],
    refs: Sequence[str],
    others: frozenset[str] = frozenset(),
) -> Layout:
    """By need and reason, by place and need, place and reason, place and month, by network.

    A part that holds nobody by construction is no part: it would seem to protect the others.
    """
    layout = Layout()
    layout.add(TOTAL)
    zones = [zone.code for zone in place.zones if zone.code != OTHERS]
    zones += [OTHERS] if "zone" in others or not place.is_covered else []
    of_family: dict[str, list[str]] = defaultdict(list)
    for need, family in need_families().items():
        of_family[family].append(need)
    lines = (*families(), *([OTHERS] if "famille" in others else []))
    for dimension, values in (
        ("famille", lines),
        ("motif", reasons()),
        ("zone", zones),
        ("mois", months),
        ("reseau", refs),
    ):
        layout.split(TOTAL, dimension, values)
    layout.cross("famille", lines, "motif", reasons())
    layout.cross("zone", zones, "famille", lines)
    layout.cross("zone", zones, "motif", reasons())
    layout.cross("zone", zones, "mois", months)
    for family in families():
        layout.split(cell(famille=family), "besoin", of_family[family])
    for zone in place.zones:
        if zone.communes:
            rest = [] if zone.is_covered else [OTHERS]
            layout.split(cell(zone=zone.code), "commune", (*zone.communes, *rest))
    return layout


def bridges_layout() -> Layout:
    layout = Layout()
    layout.add(TOTAL)
    states = (*OPEN_STATES, OVER)
    layout.split(TOTAL, "etat", states)
    layout.split(TOTAL, "age", AGES)
    layout.cross("etat", states, "age", AGES)
    return layout


def cohort_layout(*, running: bool) -> Layout:
    """Accepted or not, and what came of it; there is no contact without acceptance.

    running: some may be proposed since too short a time. In a quarter that is over none is.
    """
    issues = ISSUES if running else tuple(one for one in ISSUES if one != TOO_EARLY)
    layout = Layout()
    layout.add(TOTAL)
    layout.split(TOTAL, "acceptee", (ACCEPTED, NOT_ACCEPTED))
    without = [one for one in issues if one in WITHOUT_CONTACT]
    layout.split(TOTAL, "issue", issues)
    layout.split(cell(acceptee=ACCEPTED), "issue", issues)
    layout.split(cell(acceptee=NOT_ACCEPTED), "issue", without)
    for issue in issues:
        answers = (ACCEPTED, NOT_ACCEPTED) if issue in WITHOUT_CONTACT else (ACCEPTED,)
        layout.split(cell(issue=issue), "acceptee", answers)
    known = [issue for issue in issues if issue != TOO_EARLY]
    layout.total_of(cell(connue="oui"), [cell(issue=one) for one in known])
    layout.total_of(
        cell(connue_acceptee="oui"), [cell(issue=one, acceptee=ACCEPTED) for one in known]
    )
    return layout


def asked_layout() -> Layout:
    layout = Layout()
    layout.add(TOTAL)
    layout.split(TOTAL, "reponse", ("sans", "autre"))
    layout.split(cell(reponse="sans"), "motif", reasons())
    return layout
