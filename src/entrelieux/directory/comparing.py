"""How does a draft of the offer differ from the rows that are there? Reads, never writes.

Values are compared column by column, so that a better reading of an unchanged row is a change too.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.db.models import Model

from entrelieux.directory import stating
from entrelieux.directory.changing import (
    Changes,
    DraftError,
    Kind,
    RecordKey,
    column_values,
    parts,
    pks_by_ref,
)
from entrelieux.directory.drafts import (
    CensusDraft,
    OfferDraft,
    OrganisationDraft,
    PermanenceDraft,
    PlaceDraft,
    RecordDraft,
    ServiceDraft,
)
from entrelieux.directory.functions.publishing import compare_life
from entrelieux.directory.models import Organisation, Permanence, Place, Record, Service
from entrelieux.kernel.models import Source

# A vintage with far fewer rows than the one before is a sample: nothing leaves the list by it.
ENTIRE_FROM = 0.8
SOURCE = ("title", "producer", "url", "licence", "evidence", "published_on", "is_fiction")
ORGANISATION = (
    *("name", "siret", "kind", "reseaux_porteurs", "site_web", "producer_id", "lien_source"),
    "confirmed_on",
)
PLACE = (
    *("name", "kind", "typologies", "adresse", "complement_adresse", "code_postal", "commune"),
    *("code_insee", "lon", "lat", "position", "horaires", "horaires_original", "horaires_problem"),
    *("telephone", "courriel", "site_web", "prise_rdv", "presentation", "itinerant"),
    *("accessibilite", "wheelchair", "producer_id", "pivot", "structure_parente"),
    *("autres_courriels", "autres_sites", "presentation_resume", "presentation_detail", "fixe"),
    *("prise_en_charge_specifique", "modalites_acces", "modalites_accompagnement"),
    *("dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels"),
    "confirmed_on",
)
SERVICE = (
    *("name", "presentation", "services_mediation", "thematiques", "types", "publics", "frais"),
    *("frais_precisions", "modes_accueil", "conditions", "zone", "zone_code", "horaires"),
    *("telephone", "courriel", "localisation", "producer_id", "lien_source"),
    *("publics_precisions", "conditions_acces", "zone_eligibilite", "lien_mobilisation"),
    *("modes_mobilisation", "mobilisable_par", "mobilisation_precisions"),
    *("volume_horaire_hebdomadaire", "nombre_semaines", "confirmed_on"),
)
PERMANENCE = ("service_ref", "place_ref", "horaires", "starts_on", "ends_on", "note")
Draft = OrganisationDraft | PlaceDraft | ServiceDraft
Published = dict[str, date | None]


def mends_as_json(record: RecordDraft) -> list[dict[str, str]]:
    return [
        {"field": mend.field, "found": mend.found, "kept": mend.kept, "why": mend.why}
        for mend in record.mends
    ]


def record_digest(record: RecordDraft) -> str:
    """40 signs of what the producer gave, then 24 of how it was mended."""
    return _sha(record.original)[:40] + _sha(mends_as_json(record))[:24]


def compare(offer: OfferDraft, *, today: date) -> Changes:
    """What publishing ``offer`` would write.

    Raises:
        DraftError: a reference names nothing or comes twice, or a value does not fit its column.
    """
    offer, given = stating.overlaid(offer)
    changes = Changes(offer, today, given=given)
    known_sources = {source.slug: source for source in Source.objects.all()}
    published: Published = {slug: row.published_on for slug, row in known_sources.items()}
    for source in offer.sources:
        known = known_sources.get(source.slug)
        if known is None or any(getattr(known, n) != getattr(source, n) for n in SOURCE):
            changes.sources.append(source)
        published[source.slug] = source.published_on
    _check_references(offer, published)
    records = _known_records(offer)
    same_text = {
        (record.source, record.external_key)
        for record in offer.records
        if records.get((record.source, record.external_key), (0, ""))[1][:40]
        == _sha(record.original)[:40]
    }
    everything: tuple[tuple[type[Model], tuple[str, ...], Sequence[Draft], Kind], ...] = (
        (Organisation, ORGANISATION, offer.organisations, changes.organisations),
        (Place, PLACE, offer.places, changes.places),
        (Service, SERVICE, offer.services, changes.services),
    )
    for model, columns, drafts, kind in everything:
        _compare_rows(model, columns, drafts, kind, published, same_text)
    _compare_links(changes, records)
    _compare_permanences(changes)
    compare_life(changes)
    _compare_records(changes, records)
    for census in offer.census:
        _compare_census(changes, census, published)
    return changes


def _sha(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check_references(offer: OfferDraft, published: Published) -> None:
    named: tuple[tuple[str, Sequence[Draft]], ...] = (
        ("structure", offer.organisations),
        ("lieu", offer.places),
        ("service", offer.services),
    )
    for name, drafts in named:
        if len({draft.ref for draft in drafts}) != len(drafts):
            raise DraftError(f"Deux brouillons de {name} portent la même référence.")
    every: tuple[Any, ...] = (
        *(*offer.records, *offer.organisations, *offer.places, *offer.services),
        *(*offer.functions, *offer.spaces, *offer.periods),
    )
    if unknown := {draft.source for draft in every} - published.keys():
        raise DraftError(f"Source inconnue : « {min(unknown)} ».")
    keys = {(record.source, record.external_key) for record in offer.records}
    if len(keys) != len(offer.records):
        raise DraftError("Deux lignes d'origine portent la même clé chez le même producteur.")
    if unknown_keys := {key for draft in every[len(keys) :] for key in record_keys(draft)} - keys:
        raise DraftError(f"Ligne d'origine absente du brouillon : « {min(unknown_keys)} ».")
    organisations = {draft.organisation_ref for draft in offer.services}
    services = {draft.service_ref for draft in offer.permanences}
    services |= {draft.service_ref for draft in offer.periods if draft.service_ref}
    _must_exist(Organisation, organisations - {draft.ref for draft in offer.organisations})
    _must_exist(Place, place_refs(offer) - {draft.ref for draft in offer.places})
    _must_exist(Service, services - {draft.ref for draft in offer.services})


def place_refs(offer: OfferDraft) -> set[str]:
    """Every place that the draft describes or names."""
    return (
        {draft.ref for draft in offer.places}
        | {draft.place_ref for draft in offer.services if draft.place_ref}
        | {draft.place_ref for draft in offer.permanences}
        | {draft.place_ref for draft in offer.functions}
        | {draft.place_ref for draft in offer.limits}
        | {draft.place_ref for draft in offer.spaces}
        | {draft.place_ref for draft in offer.periods}
    )


def record_keys(draft: Any) -> tuple[RecordKey, ...]:
    """The records that a draft is drawn from."""
    keys = draft.record_keys if isinstance(draft, PlaceDraft) else (draft.record_key,)
    return tuple((draft.source, key) for key in keys if key)


def _must_exist(model: type[Model], refs: set[str]) -> None:
    if absent := refs - pks_by_ref(model, refs).keys():
        raise DraftError(f"Référence inconnue : {model._meta.verbose_name} « {min(absent)} ».")


def _known_records(offer: OfferDraft) -> dict[RecordKey, tuple[int, str]]:
    slugs = {record.source for record in offer.records}
    rows = Record.objects.filter(source__slug__in=slugs)
    names = ("source__slug", "external_key", "pk", "digest")
    return {(slug, key): (pk, digest) for slug, key, pk, digest in rows.values_list(*names)}


def _compare_rows(
    model: type[Model],
    columns: tuple[str, ...],
    drafts: Sequence[Draft],
    kind: Kind,
    published: Published,
    same_text: set[RecordKey],
) -> None:
    widths = {
        index: width
        for index, name in enumerate(columns)
        if (width := getattr(model._meta.get_field(name), "max_length", None))
    }
    confirmed_at = columns.index("confirmed_on")
    known = _known_rows(model, columns, [draft.ref for draft in drafts])
    for draft in drafts:
        values = (*column_values(draft, columns), draft.source)
        if isinstance(draft, ServiceDraft):
            values = (*values, draft.organisation_ref, draft.place_ref)
        for index, width in widths.items():
            if len(values[index]) > width:
                found = f"« {columns[index]} » compte {len(values[index])} signes"
                raise DraftError(f"{found}, {width} au plus ({draft.name[:60]}).")
        row = known.get(draft.ref)
        if row is None:
            kind.created.append(draft)
            continue
        published_on, withdrawn_on, *there = row
        confirmed_on, asleep = there[confirmed_at], {"withdrawn_on": withdrawn_on}
        if _is_older(draft, there[len(columns)], published_on, confirmed_on, published, same_text):
            kind.older.add(draft.ref)
            kind.unchanged += 1
        elif values != tuple(there):
            kind.updated.append(draft)
            kind.before[draft.ref] = dict(zip(columns, there, strict=False)) | asleep
            if (keys := record_keys(draft)) and same_text.issuperset(keys):
                kind.reread.add(draft.ref)
        else:
            kind.unchanged += 1
            if withdrawn_on:
                kind.asleep[draft.ref] = draft
                kind.before[draft.ref] = asleep


def _known_rows(
    model: type[Model], columns: tuple[str, ...], refs: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    more = ("organisation__ref", "place__ref") if model is Service else ()
    # An organisation is never withdrawn; its own key stands in, so that rows have one shape.
    withdrawn = "pk" if model is Organisation else "withdrawn_on"
    names = ("ref", "source__published_on", withdrawn, *columns, "source__slug", *more)
    found = {}
    for part in parts(refs):
        for row in model._default_manager.filter(ref__in=part).values_list(*names):
            found[row[0]] = tuple(row[1:])
    return found


def _is_older(
    draft: Draft,
    known_source: str,
    known_published_on: date | None,
    known_confirmed_on: date | None,
    published: Published,
    same_text: set[RecordKey],
) -> bool:
    mine = published[draft.source]
    if draft.source != known_source and mine and known_published_on:
        return mine < known_published_on
    if (keys := record_keys(draft)) and same_text.issuperset(keys):
        return False  # the same text, read better than before
    if draft.confirmed_on is None or known_confirmed_on is None:
        return False
    return draft.confirmed_on < known_confirmed_on


def _compare_links(changes: Changes, records: dict[RecordKey, tuple[int, str]]) -> None:
    offer, through = changes.offer, Place.records.through
    wanted = {(draft.ref, key) for draft in offer.places for key in record_keys(draft)}
    stated = {key for _, key in wanted}
    key_of = {pk: key for key, (pk, _) in records.items() if key in stated}
    there: dict[tuple[str, RecordKey], tuple[int, int]] = {}
    for part in parts(sorted(key_of)):
        rows = through._default_manager.filter(record_id__in=part)
        for link, place, ref, record in rows.values_list(
            "pk", "place_id", "place__ref", "record_id"
        ):
            there[ref, key_of[record]] = link, place
    changes.new_links = sorted(wanted - there.keys())
    gone = [pair for link, pair in there.items() if link not in wanted]
    changes.gone_links = sorted(link for link, _ in gone)
    returning = {ref for ref, _ in changes.new_links}
    changes.places.wake(returning)
    back = changes.places.touched | returning
    asleep = changes.services.asleep.values()
    changes.services.wake({draft.ref for draft in asleep if draft.place_ref in back})
    for part in parts(sorted({place for _, place in gone})):
        kept = through._default_manager.filter(place_id__in=part).exclude(pk__in=changes.gone_links)
        described = set(kept.values_list("place_id", flat=True))
        undescribed = Place.objects.filter(pk__in=set(part) - described, withdrawn_on=None)
        for pk, ref in undescribed.values_list("pk", "ref"):
            if ref not in returning:  # else the draft has just described it from other records
                changes.withdrawn[pk] = changes.today


def _compare_permanences(changes: Changes) -> None:
    offer = changes.offer
    services = {draft.ref for draft in offer.services}
    services |= {draft.service_ref for draft in offer.permanences}
    there: dict[tuple[Any, ...], int] = {}
    names = ("service__ref", "place__ref", *PERMANENCE[2:], "pk")
    for part in parts(sorted(services)):
        # What a structure says here is not a producer's to take away.
        given = Permanence.objects.filter(service__ref__in=part, is_said_here=False)
        for *values, pk in given.values_list(*names):
            there[tuple(values)] = pk
    wanted: dict[tuple[Any, ...], PermanenceDraft] = {
        tuple(getattr(draft, name) for name in PERMANENCE): draft for draft in offer.permanences
    }
    changes.permanences.created = [d for values, d in wanted.items() if values not in there]
    changes.permanences.unchanged = len(wanted.keys() & there.keys())
    changes.gone_permanences = [pk for values, pk in there.items() if values not in wanted]


def _compare_records(changes: Changes, records: dict[RecordKey, tuple[int, str]]) -> None:
    touched: set[RecordKey] = set()
    current: set[RecordKey] = set()
    described: set[RecordKey] = set()
    for kind, drafts in (
        (changes.organisations, changes.offer.organisations),
        (changes.places, changes.offer.places),
        (changes.services, changes.offer.services),
        (changes.functions, changes.offer.functions),
        (changes.spaces, changes.offer.spaces),
        (changes.periods, changes.offer.periods),
    ):
        refs = kind.touched
        for draft in cast(Sequence[Draft], drafts):
            keys = record_keys(draft)
            described.update(keys)
            if draft.ref not in kind.older:
                current.update(keys)
            if draft.ref in refs:
                touched.update(keys)
    touched |= {key for _, key in changes.new_links}
    created = updated = 0
    for record in changes.offer.records:
        key = (record.source, record.external_key)
        known = records.get(key)
        if known is None:
            changes.records.created.append(record)
            created += 1
            continue
        # A record that only describes things known more recently stays as it was, too.
        differs = known[1] != record_digest(record) and (key in current or key not in described)
        if differs:
            changes.records.updated.append(record)
        updated += differs or key in touched
    changes.record_tally = (created, updated, len(changes.offer.records) - created - updated)


def _compare_census(changes: Changes, census: CensusDraft, published: Published) -> None:
    vintages = sorted(
        (day, slug)
        for slug, day in published.items()
        if day and slug.startswith(f"{census.family}-")
    )
    sizes = {slug: _size_of(slug, changes.offer) for _, slug in vintages}
    while len(vintages) > 1 and sizes[vintages[-1][1]] < ENTIRE_FROM * sizes[vintages[-2][1]]:
        vintages.pop()
    if len(vintages) < 2:
        return
    since, latest = vintages[-1]
    changes.left_lists = {slug: since for _, slug in vintages[:-1]}
    named = {draft.ref for draft in changes.offer.places if draft.source == latest}
    rows = Place.objects.filter(source__slug__in=changes.left_lists, withdrawn_on=None)
    for pk, ref in rows.values_list("pk", "ref"):
        if ref not in named:
            changes.withdrawn[pk] = since


def _size_of(slug: str, offer: OfferDraft) -> int:
    there = Record.objects.filter(source__slug=slug).count()
    return max(there, sum(record.source == slug for record in offer.records))
