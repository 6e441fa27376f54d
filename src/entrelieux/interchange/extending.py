"""Rows of our own extension, joined to places and services that are already there.

They name them as an export of this site does, or by our own reference. What others have said word
for word is not said twice, and what was taken back here stays so.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from entrelieux.directory.already import Already
from entrelieux.directory.drafts import (
    FunctionDraft,
    LimitDraft,
    Mend,
    OfferDraft,
    OrganisationDraft,
    PermanenceDraft,
    PlaceDraft,
    RecordDraft,
    ServiceDraft,
    SpaceDraft,
    ValidityDraft,
    stable_ref,
)
from entrelieux.directory.reading_back import Offered
from entrelieux.engine.language import fold
from entrelieux.interchange.exporting import extension as exporting
from entrelieux.interchange.exporting.offered import Walk, walk
from entrelieux.interchange.exporting.writing import cell
from entrelieux.interchange.gathering import Entry, Gathered, Refusal, record_keys
from entrelieux.packs.fr import needs
from entrelieux.packs.fr.schemas.extension import Table

PLACE_EXPECTED = "l'identifiant d'un lieu connu (importez d'abord le fichier des lieux)"
SERVICE_EXPECTED = "l'identifiant d'un service connu (importez d'abord le fichier des services)"
THERE_EXPECTED = "l'identifiant d'un service de ce lieu"
REAL_EXPECTED = "un lieu réel : celui-ci est inventé pour la démonstration"
Draft = FunctionDraft | LimitDraft | SpaceDraft | ValidityDraft | PermanenceDraft | ServiceDraft


class _RefusedError(Exception):
    """A row that names nothing known: its column, and what was expected."""


class _Line(NamedTuple):
    """One entry, and its key among the records of its source."""

    entry: Entry
    key: str

    @property
    def said(self) -> Mapping[str, Any]:
        return self.entry.said


@dataclass(frozen=True, slots=True)
class Known:
    """What is there, by the identifiers that files bear.

    said: rows that other sources give already, and
    supports: those of each service, as their export writes them. standing: permanences that
    producers give, by what they are once sheets of one place are united.
    """

    walk: Walk
    already: Already
    places: Mapping[str, PlaceDraft]
    services: Mapping[str, ServiceDraft]
    said: Collection[str]
    supports: Mapping[str, Mapping[str, Any]]
    standing: Mapping[PermanenceDraft, tuple[PermanenceDraft, ...]]

    def place(self, identifier: str) -> PlaceDraft:
        place = self.places.get(identifier)
        if place is None:
            raise _RefusedError("lieu_id", PLACE_EXPECTED)
        self.must_be_real(place.source)
        return place

    def service(self, identifier: str) -> ServiceDraft:
        service = self.services.get(identifier)
        if service is None:
            raise _RefusedError("service_id", SERVICE_EXPECTED)
        self.must_be_real(service.source)
        return service

    def must_be_real(self, source: str) -> None:
        if self.walk.sources[source].is_fiction:
            raise _RefusedError("lieu_id", REAL_EXPECTED)


def known_of(offered: Offered, already: Already, table: Table, source: str) -> Known:
    """What rows of ``table`` may name. source: the slug of theirs, whose own rows may change."""
    there = walk(offered)
    places = dict(there.places)
    for ref, others in there.others.items():
        places |= dict.fromkeys(others, there.places[ref])
    by_ref = {service.ref: service for service in there.services}
    named = {one: by_ref[ref] for ref, one in exporting.service_ids(there).items()}
    rows = list(exporting.rows_of(table)(there))
    return Known(
        there,
        already,
        places | {one: places[ref] for ref, one in there.ids.items() if ref in places},
        by_ref | named,
        {_told(row) for thing, row in rows if thing.source != source},
        {row["service_id"]: row for _, row in rows if table.name == "accompagnements"},
        _standing(already, places),
    )


def attach(entries: Sequence[Entry], table: Table, known: Known) -> tuple[Gathered, list[Refusal]]:
    """The draft of the rows whose place or service is known, and a refusal for each other one."""
    keys, twice = record_keys(entries)
    made, refusals, kept, same = [], [], [], 0
    for entry in entries:
        if entry.number in twice:
            continue
        try:
            draft = _MAKERS[table.name](_Line(entry, keys[entry.number][1]), known)
        except _RefusedError as refused:
            field, expected = refused.args
            found = str(entry.said.get(field, ""))[:200]
            refusals.append(Refusal(entry.number, field, found, expected))
            continue
        if draft is not None:
            made.append(draft)
        if draft is None or (isinstance(draft, PermanenceDraft) and draft in known.standing):
            same += 1
        else:
            kept.append(entry)
    records = tuple(
        RecordDraft(*keys[entry.number], entry.original, tuple(entry.mends)) for entry in kept
    )
    sources = {entry.source.slug: entry.source for entry in kept}
    names = {keys[entry.number]: entry.said.get("structure", "") for entry in kept}
    offer = _together(OfferDraft(tuple(sources.values()), records), made, known, names)
    return Gathered(offer, keys, twice, same), refusals


def _together(
    offer: OfferDraft,
    made: Iterable[Draft],
    known: Known,
    names: Mapping[tuple[str, str], str],
) -> OfferDraft:
    by_kind: dict[type, dict[str, Any]] = defaultdict(dict)
    for draft in made:
        by_kind[type(draft)][getattr(draft, "ref", repr(draft))] = draft
    services = tuple(by_kind[ServiceDraft].values())
    return replace(
        offer,
        functions=tuple(by_kind[FunctionDraft].values()),
        limits=tuple(by_kind[LimitDraft].values()),
        spaces=tuple(by_kind[SpaceDraft].values()),
        periods=tuple(by_kind[ValidityDraft].values()),
        permanences=tuple(_with_others(by_kind[PermanenceDraft].values(), known)),
        services=services,
        organisations=tuple(_new_organisations(services, known, names)),
    )


def _function(line: _Line, known: Known) -> FunctionDraft | None:
    hours = line.said.get("heures_semaine")
    return _of_place(
        line,
        known,
        FunctionDraft,
        code=line.said["fonction"],
        hours_week=None if hours is None else Decimal(str(hours)),
        origin=line.said.get("origine", ""),
        asked_by=line.said.get("a_la_demande_de", ""),
        starts_on=line.said.get("debut"),
        ends_on=line.said.get("fin"),
        note=line.said.get("precision", ""),
        confirmed_on=line.said.get("confirmee_le"),
        record_key=line.key,
    )


def _limit(line: _Line, known: Known) -> LimitDraft | None:
    return _of_place(
        line,
        known,
        LimitDraft,
        words=line.said["mots"],
        said_on=line.said["dite_le"],
        code=line.said.get("fonction", ""),
        ends_on=line.said.get("fin"),
    )


def _space(line: _Line, known: Known) -> SpaceDraft | None:
    return _of_place(
        line,
        known,
        SpaceDraft,
        name=line.said["nom"],
        kind=line.said.get("nature", ""),
        seats=line.said.get("places"),
        surface_m2=line.said.get("surface_m2"),
        equipment=tuple(line.said.get("equipements", ())),
        conditions=line.said.get("conditions", ""),
        wheelchair=line.said.get("accessible_fauteuil"),
        starts_on=line.said.get("debut"),
        ends_on=line.said.get("fin"),
        confirmed_on=line.said.get("confirme_le"),
        record_key=line.key,
    )


def _period(line: _Line, known: Known) -> ValidityDraft | None:
    of = line.said.get("service_id")
    if of and known.service(of).place_ref != known.place(line.said["lieu_id"]).ref:
        raise _RefusedError("service_id", THERE_EXPECTED)
    return _of_place(
        line,
        known,
        ValidityDraft,
        service_ref=known.service(of).ref if of else "",
        starts_on=line.said.get("debut"),
        ends_on=line.said.get("fin"),
        confirmed_on=line.said.get("confirmee_le"),
        record_key=line.key,
    )


def _of_place(line: _Line, known: Known, draft_of: Callable[..., Any], **values: Any) -> Any:
    """A draft that hangs on the place that the row names; None when others said it."""
    place = known.place(line.said["lieu_id"])
    row = _told(dict(line.said) | {"lieu_id": known.walk.ids[place.ref]})
    source = line.entry.source.slug
    ref = stable_ref(line.entry.dataset, source, place.ref, _told(dict(line.said)))
    draft = draft_of(ref=ref, place_ref=place.ref, source=source, **values)
    return None if row in known.said or known.already.taken_back(draft) else draft


def _permanence(line: _Line, known: Known) -> PermanenceDraft | None:
    place, service = known.place(line.said["lieu_id"]), known.service(line.said["service_id"])
    for column, here in (
        ("service", service.name),
        ("structure", known.walk.organisations[service.organisation_ref].name),
    ):
        if line.said[column] != here:
            why = "le nom que sa fiche donne ici"
            line.entry.mends.append(Mend(column, line.said[column], here, why))
    draft = PermanenceDraft(
        service.ref,
        place.ref,
        line.said["horaires"],
        line.said.get("debut"),
        line.said.get("fin"),
        line.said.get("precision", ""),
    )
    return None if draft in known.already.said_here else draft


def _standing(
    already: Already, places: Mapping[str, PlaceDraft]
) -> dict[PermanenceDraft, tuple[PermanenceDraft, ...]]:
    found: dict[PermanenceDraft, tuple[PermanenceDraft, ...]] = {}
    for one in already.given:
        place = places.get(one.place_ref)
        shown = replace(one, place_ref=place.ref) if place else one
        found[shown] = (*found.get(shown, ()), one)
    return found


def _with_others(drafts: Iterable[PermanenceDraft], known: Known) -> Iterator[PermanenceDraft]:
    """What the file says of a service at a place is all of it; elsewhere nothing changes."""
    told = set(drafts)
    yield from (one for one in drafts if one not in known.standing)
    spoken = {(one.service_ref, one.place_ref) for one in told}
    services = {one.service_ref for one in told}
    for shown, there in known.standing.items():
        is_elsewhere = (shown.service_ref, shown.place_ref) not in spoken
        if shown.service_ref in services and (is_elsewhere or shown in told):
            yield from there


def _support(line: _Line, known: Known) -> ServiceDraft | None:
    """A service of the files of services is known by them; one that they lack is added."""
    there = known.services.get(line.said["service_id"])
    if there is not None and there.source != line.entry.source.slug:
        return _must_be_same(line, known, there)
    place = known.place(line.said["lieu_id"]) if "lieu_id" in line.said else None
    source = line.entry.source.slug
    draft = ServiceDraft(
        ref=stable_ref(line.entry.dataset, source, line.said["service_id"]),
        organisation_ref=_organisation(line, known, place),
        place_ref=place.ref if place else None,
        name=line.said["nom"],
        source=source,
        presentation=line.said.get("presentation", ""),
        thematiques=tuple(line.said.get("thematiques", ())),
        publics=tuple(line.said.get("publics", ())),
        frais=tuple(line.said.get("frais", ())),
        modes_accueil=_ways(line.said.get("a_distance"), has_place=place is not None),
        producer_id=line.said["service_id"],
        confirmed_on=line.said.get("confirme_le"),
        record_key=line.key,
    )
    answered = needs.profile_of((), draft.thematiques)
    if lost := [code for code in line.said["besoins"] if code not in answered]:
        kept = "|".join(code for code in line.said["besoins"] if code in answered)
        why = "besoins qu'aucune thématique de la ligne ne dit : laissés de côté"
        line.entry.mends.append(Mend("besoins", "|".join(lost), kept, why))
    return draft


def _must_be_same(line: _Line, known: Known, there: ServiceDraft) -> None:
    known.must_be_real(there.source)
    told = _texts(known.supports.get(line.said["service_id"], {}))
    for column, value in _texts(line.said).items():
        if told and told.get(column) != value:
            shown = told.get(column, "rien")
            raise _RefusedError(
                column, f"ce que son fichier de services dit déjà ({shown}) : changez-le là-bas"
            )


def _organisation(line: _Line, known: Known, place: PlaceDraft | None) -> str:
    """Who is there under that name, else a structure of its own."""
    name = fold(line.said["structure"])
    if place is not None:
        for one in known.walk.organisations_at(place):
            if fold(one.name) == name:
                return one.ref
    return stable_ref("structure", line.entry.source.slug, name)


def _new_organisations(
    services: Iterable[ServiceDraft], known: Known, names: Mapping[tuple[str, str], str]
) -> Iterator[OrganisationDraft]:
    """Those that these services name and no other source describes."""
    done: set[str] = set()
    for service in services:
        ref = service.organisation_ref
        there = known.walk.organisations.get(ref)
        if ref in done or (there is not None and there.source != service.source):
            continue
        done.add(ref)
        name = names[service.source, service.record_key]
        yield OrganisationDraft(ref, name, service.source, record_key=service.record_key)


def _ways(is_remote: bool | None, *, has_place: bool) -> tuple[str, ...]:
    if is_remote is None:
        return ()
    on_site = ("en-presentiel",) if has_place or not is_remote else ()
    return (*(("a-distance",) if is_remote else ()), *on_site)


def _told(row: Mapping[str, Any]) -> str:
    """A row as one text, so that two can be compared."""
    return repr(sorted(_texts(row).items()))


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(cell(value)) for name, value in row.items() if value not in (None, "", [])}


_MAKERS: Mapping[str, Callable[[_Line, Known], Draft | None]] = {
    "fonctions": _function,
    "limites": _limit,
    "espaces": _space,
    "periodes": _period,
    "permanences": _permanence,
    "accompagnements": _support,
}
