"""The directory of the members of a network: of each, what they chose to show to this reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils import timezone

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.naming import structure_names
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.exchanges.wording import without_contact
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.counting import active_members
from entrelieux.networks.finding import belongs
from entrelieux.networks.models import Member
from entrelieux.networks.threshold import sector_label
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.persons import PersonCard, reaches_of
from entrelieux.territories.selectors import CommuneCard, communes_by_code

PAGE = 40


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member as this reader sees them; "" for what is not shown to them.

    sector: a code. is_structure: a structure or a place; organisation: its reference then.
    """

    ref: str
    is_structure: bool
    organisation: str
    name: str
    sector: str
    sector_label: str
    activity: str
    words: str
    commune: str
    epci: str
    site: str
    contact: str


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """lines: of this page. total: of all pages. unseen: active members who show nothing here.

    sectors, places: to choose from, with how many of those shown here; places are communautés de
    communes. pages: at least 1.
    """

    lines: tuple[MemberLine, ...]
    total: int
    unseen: int
    sectors: tuple[Choice, ...]
    places: tuple[Choice, ...]
    page: int
    pages: int
    is_inside: bool


def members_listed(
    viewer: Viewer,
    network: NetworkCard,
    *,
    as_member: PersonCard | None = None,
    sector: str = "",
    place: str = "",
    page: int = 1,
) -> Listed:
    """Active members, in an order drawn anew each day, the same for everybody.

    as_member: whoever reads by their own address; a member sees what members show each other.
    sector: of the pack; place: of an EPCI; "" for all. Somebody is found by a line only where that
    line is shown to this reader.
    """
    keys = active_members(network.pk, fiction=offer_is_fiction())
    rows = list(Member.objects.filter(pk__in=keys))
    inside = belongs(viewer, network) or _is_one(as_member, rows)
    audiences = {pack.ALL, pack.MEMBERS} if inside else {pack.ALL}
    shown = _lines(rows, audiences)
    seen = [one for one in shown if _says_something(one)]
    kept = [
        one
        for one in seen
        if (not sector or one.sector == sector) and (not place or one.epci == place)
    ]
    day = timezone.localdate().isoformat()
    kept.sort(key=lambda one: sha256(f"{day}:{one.ref}".encode()).hexdigest())
    pages, epcis = max(1, -(-len(kept) // PAGE)), _epcis(rows)
    page = min(max(1, page), pages)
    return Listed(
        lines=tuple(kept[(page - 1) * PAGE : page * PAGE]),
        total=len(kept),
        unseen=len(shown) - len(seen),
        sectors=_choices((one.sector, one.sector_label) for one in seen),
        places=_choices((one.epci, epcis.get(one.epci, "")) for one in seen),
        page=page,
        pages=pages,
        is_inside=inside,
    )


def _is_one(person: PersonCard | None, rows: Iterable[Member]) -> bool:
    return person is not None and any(row.follow_up_id == person.pk for row in rows)


def _lines(rows: list[Member], audiences: set[str]) -> list[MemberLine]:
    may = {row.pk: {code for code, to in row.shown.items() if to in audiences} for row in rows}
    reached = reaches_of(
        [row.follow_up_id for row in rows if row.follow_up_id and may[row.pk] & {"nom", "contact"}]
    )
    names = structure_names(row.organisation_ref for row in rows)
    communes = communes_by_code({row.code_insee for row in rows})
    return [
        _line(row, may[row.pk], reached, names.get(row.organisation_ref, ""), communes)
        for row in rows
    ]


def _line(
    row: Member,
    may: set[str],
    reached: dict[int, tuple[str, str]],
    structure: str,
    communes: dict[str, CommuneCard],
) -> MemberLine:
    name, reach = reached.get(row.follow_up_id or 0, ("", ""))
    commune = communes.get(row.code_insee) if "commune" in may else None

    def said(code: str, value: str) -> str:
        return value if code in may else ""

    return MemberLine(
        ref=row.ref,
        is_structure=bool(row.organisation_ref),
        organisation=said("nom", row.organisation_ref),
        name=said("nom", structure or name),
        sector=said("secteur", row.sector),
        sector_label=said("secteur", sector_label(row.sector)),
        activity=said("activite", without_contact(row.activity)),
        words=said("mots", without_contact(row.words)),
        commune=commune.name if commune else "",
        epci=commune.epci_code if commune else "",
        site=said("site", row.site),
        contact=said("contact", reach),
    )


def _says_something(one: MemberLine) -> bool:
    """A commune or a sector alone would be a line about nobody."""
    return bool(one.name or one.activity or one.words or one.site or one.contact)


def _epcis(rows: Iterable[Member]) -> dict[str, str]:
    found = communes_by_code({row.code_insee for row in rows})
    return {one.epci_code: one.epci_name for one in found.values() if one.epci_code}


def _choices(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        if pair[0]:
            counts[pair] = counts.get(pair, 0) + 1
    ordered = sorted(counts.items(), key=lambda one: one[0][1])
    return tuple(Choice(code, label, count) for (code, label), count in ordered)
