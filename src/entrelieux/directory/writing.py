"""Writing the difference between a draft and what is there, inside the caller's transaction.

Rows are written by upsert on their reference, which both databases do alike.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from entrelieux.directory.changing import Changes, Kind, RecordKey, parts, pks_by_ref
from entrelieux.directory.comparing import (
    ORGANISATION,
    PLACE,
    SERVICE,
    SOURCE,
    mends_as_json,
    place_refs,
    record_digest,
    record_keys,
)
from entrelieux.directory.confirming.changes import write_changes
from entrelieux.directory.functions.publishing import write_life
from entrelieux.directory.models import (
    Organisation,
    Permanence,
    PermanenceChange,
    Place,
    Record,
    Service,
)
from entrelieux.directory.stating import closings_said, departement_of
from entrelieux.directory.upsert import upsert
from entrelieux.engine.language import fold
from entrelieux.kernel.models import Source

Progress = Callable[[str, int, int], None]


def apply(changes: Changes, *, now: datetime, progress: Progress) -> dict[str, int]:
    """Write every change, and call ``progress`` with (stage, rows done, rows to write).

    Gives the keys of the places that the draft describes or names, by reference.
    """
    write = _Writer(changes, now, progress)
    write.sources()
    write.records()
    write.rows()
    write_changes(changes, write.place_pks, write.source_pks, write.closings)
    write.links()
    write.permanences()
    write_life(changes, write.place_pks, write.source_pks, write.record_pks)
    write.withdrawals()
    return write.place_pks


class _Writer:
    def __init__(self, changes: Changes, now: datetime, progress: Progress) -> None:
        self.changes = changes
        self.now = now
        self.progress = progress
        told = (changes.records, changes.organisations, changes.places, changes.services)
        self.total = sum(len(kind.created) + len(kind.updated) for kind in told)
        self.done = 0
        self.source_pks: dict[str, int] = {}
        self.record_pks: dict[RecordKey, int] = {}
        self.place_pks: dict[str, int] = {}
        self.closings = closings_said()

    def sources(self) -> None:
        for draft in self.changes.sources:
            values = {name: getattr(draft, name) for name in SOURCE} | {"imported_at": self.now}
            Source.objects.update_or_create(slug=draft.slug, defaults=values)
        self.source_pks = dict(Source.objects.values_list("slug", "pk"))

    def records(self) -> None:
        kind = self.changes.records
        columns = ("source_id", "external_key", "digest", "original", "mends")
        written = (
            (
                self.source_pks[draft.source],
                draft.external_key,
                record_digest(draft),
                draft.original,
                mends_as_json(draft),
                self.now,
                self.now,
            )
            for draft in (*kind.created, *kind.updated)
        )
        upsert(
            Record,
            (*columns, "first_seen_at", "last_changed_at"),
            written,
            unique=("source_id", "external_key"),
            kept=("first_seen_at",),
            wrote=self._telling("lignes d'origine"),
        )
        slugs = {draft.source for draft in self.changes.offer.records}
        rows = Record.objects.filter(source__slug__in=slugs)
        for slug, key, pk in rows.values_list("source__slug", "external_key", "pk"):
            self.record_pks[slug, key] = pk

    def rows(self) -> None:
        offer, changes = self.changes.offer, self.changes
        self._write(Organisation, changes.organisations, ORGANISATION, self._record, "structures")
        self._write(Place, changes.places, PLACE, self._place, "lieux", kept=("first_seen_on",))
        self.place_pks = pks_by_ref(Place, place_refs(offer))
        organisations = pks_by_ref(Organisation, {d.organisation_ref for d in offer.services})

        def service(draft: Any) -> dict[str, Any]:
            return self._record(draft) | {
                "organisation_id": organisations[draft.organisation_ref],
                "place_id": self.place_pks[draft.place_ref] if draft.place_ref else None,
                "withdrawn_on": self.closings.get(draft.place_ref)
                or changes.left_lists.get(draft.source),
            }

        self._write(Service, changes.services, SERVICE, service, "services")

    def links(self) -> None:
        through = Place.records.through
        for part in parts(self.changes.gone_links):
            through._default_manager.filter(pk__in=part).delete()
        upsert(
            through,
            ("place_id", "record_id"),
            ((self.place_pks[ref], self.record_pks[key]) for ref, key in self.changes.new_links),
            unique=("place_id", "record_id"),
        )

    def permanences(self) -> None:
        for part in parts(self.changes.gone_permanences):
            Permanence.objects.filter(pk__in=part).delete()
        drafts = self.changes.permanences.created
        services = pks_by_ref(Service, {draft.service_ref for draft in drafts})
        ended = self._ended(services.values())
        Permanence.objects.bulk_create(
            Permanence(
                service_id=services[draft.service_ref],
                place_id=self.place_pks[draft.place_ref],
                horaires=draft.horaires,
                starts_on=draft.starts_on,
                ends_on=draft.ends_on,
                note=draft.note,
                ended_on=ended.get(
                    (services[draft.service_ref], self.place_pks[draft.place_ref], draft.horaires)
                ),
            )
            for draft in drafts
        )

    def _ended(self, services: Collection[int]) -> dict[tuple[int, int | None, str], date | None]:
        """What structures said they stopped: a producer who does not know it yet changes nothing.

        By service, place and hours.
        """
        return {
            (service, place, horaires): day
            for part in parts(sorted(services))
            for service, place, horaires, day in PermanenceChange.objects.filter(
                service__in=part, kind=PermanenceChange.Kind.ENDED, withdrawn_at=None
            ).values_list("service_id", "place_id", "horaires", "day")
        }

    def withdrawals(self) -> None:
        by_day: dict[date, list[int]] = {}
        for pk, day in self.changes.withdrawn.items():
            by_day.setdefault(day, []).append(pk)
        for day, pks in by_day.items():
            for part in parts(pks):
                Place.objects.filter(pk__in=part).update(withdrawn_on=day)
                Service.objects.filter(place_id__in=part).update(withdrawn_on=day)

    def _record(self, draft: Any) -> dict[str, Any]:
        keys = record_keys(draft)
        return {"record_id": self.record_pks[keys[0]] if keys else None}

    def _place(self, draft: Any) -> dict[str, Any]:
        return {
            "folded": fold(draft.name)[:400],
            "departement": departement_of(draft.code_insee, draft.code_postal),
            "first_seen_on": self.changes.today,
            "withdrawn_on": self.closings.get(draft.ref)
            or self.changes.left_lists.get(draft.source),
        }

    def _write(
        self,
        model: type[Model],
        kind: Kind,
        columns: tuple[str, ...],
        more: Callable[[Any], dict[str, Any]],
        stage: str,
        kept: tuple[str, ...] = (),
    ) -> None:
        drafts = [*kind.created, *kind.updated]
        if not drafts:
            return
        added = tuple(more(drafts[0]))
        upsert(
            model,
            ("ref", "source_id", *columns, *added),
            (
                (
                    draft.ref,
                    self.source_pks[draft.source],
                    *(getattr(draft, name) for name in columns),
                    *more(draft).values(),
                )
                for draft in drafts
            ),
            unique=("ref",),
            kept=kept,
            wrote=self._telling(stage),
        )

    def _telling(self, stage: str) -> Callable[[int], None]:
        def wrote(count: int) -> None:
            self.done += count
            self.progress(stage, self.done, self.total)

        return wrote
