"""What a publication changes on sheets that are there, kept as it is written: never overwritten.

What is said here is not told twice: ``PlaceStatement`` keeps it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from entrelieux.directory.changing import Changes, parts
from entrelieux.directory.models import Place, PlaceChange
from entrelieux.engine.language import fold

ADDRESS = ("adresse", "code_postal", "commune")
CONTACTS = ("telephone", "courriel")
FIELDS = ("name", "adresse", "horaires", *CONTACTS, "site_web", "wheelchair", "withdrawn_on")
"""What the history of a place speaks of; ``adresse`` is the whole of ``ADDRESS``.

Of ``CONTACTS`` it says that they changed, and no more: what a producer took off its list, perhaps
because it was somebody's own, is not published again.
"""
BATCH = 500


def write_changes(
    changes: Changes,
    place_keys: Mapping[str, int],
    source_keys: Mapping[str, int],
    closings: Mapping[str, date],
) -> None:
    """Keep what a draft changes on the sheets that it updates or that leave their list.

    place_keys, source_keys: by reference and by slug. closings: places that said that they closed.
    """
    rows = [*_updated(changes, place_keys, source_keys, closings), *_left(changes)]
    PlaceChange.objects.bulk_create(rows, batch_size=BATCH)


def _updated(
    changes: Changes,
    place_keys: Mapping[str, int],
    source_keys: Mapping[str, int],
    closings: Mapping[str, date],
) -> Iterator[PlaceChange]:
    published = {source.slug: source.published_on for source in changes.offer.sources}
    for draft in changes.places.updated:
        before = changes.places.before.get(draft.ref, {})
        after = {name: getattr(draft, name, before.get(name)) for name in before}
        after["withdrawn_on"] = closings.get(draft.ref) or changes.left_lists.get(draft.source)
        for field, old, new in differences(before, after):
            yield PlaceChange(
                place_id=place_keys[draft.ref],
                field=field,
                before=old,
                after=new,
                on=published.get(draft.source) or draft.confirmed_on or changes.today,
                seen_on=changes.today,
                is_reread=draft.ref in changes.places.reread,
                source_id=source_keys[draft.source],
            )


def _left(changes: Changes) -> Iterator[PlaceChange]:
    for part in parts(sorted(changes.withdrawn)):
        for pk, source in Place.objects.filter(pk__in=part).values_list("pk", "source_id"):
            day = changes.withdrawn[pk]
            yield PlaceChange(
                place_id=pk,
                field="withdrawn_on",
                after=day.isoformat(),
                on=day,
                seen_on=changes.today,
                source_id=source,
            )


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """(field, before, after) in words, of ``FIELDS``; capitals and accents alone are no change."""
    for field in FIELDS:
        if field not in before:
            continue
        old, new = (_said(values, field) for values in (before, after))
        if (old == new) if field == "horaires" else (fold(old) == fold(new)):
            continue
        yield (field, "", "") if field in CONTACTS else (field, old, new)


def _said(values: Mapping[str, Any], field: str) -> str:
    if field == "adresse":
        street, postcode, commune = (str(values.get(name) or "") for name in ADDRESS)
        return ", ".join(filter(None, (street, f"{postcode} {commune}".strip())))
    value = values.get(field)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value.isoformat() if isinstance(value, date) else str(value or "")
