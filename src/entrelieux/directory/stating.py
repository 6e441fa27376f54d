"""What people say of a place here, laid over what its producer gives: no import loses it.

A statement is never edited: another takes its place, or it is taken back and the producer's value
is there again. ``confirmed_on`` stays the producer's; a confirmation here is ``said_on``.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.drafts import OfferDraft, PlaceDraft
from entrelieux.directory.models import Place, PlaceStatement, SamePlace, Service
from entrelieux.directory.publishing import hold, publish
from entrelieux.engine.language import fold
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

Manner = PlaceStatement.Manner
IN_ARRAYS = frozenset(
    {
        *("name", "kind", "adresse", "code_insee", "lon", "lat", "position"),
        *("horaires", "itinerant", "wheelchair"),
    }
)
"""Fields that plans and lists hold as arrays: saying one of them rebuilds these."""
FIELDS = IN_ARRAYS | {
    *("complement_adresse", "code_postal", "commune", "telephone", "courriel"),
    *("site_web", "prise_rdv", "presentation", "accessibilite"),
}
CLOSING = "withdrawn_on"
"""A place says that it does not exist any more: see `close`, and `take_back` to open it again."""
_SLICE = 900  # parameters that SQLite takes


class StatementError(UserError):
    """A value cannot be said of a place; ``field`` is its name."""

    code = "valeur-impossible"
    status = 422


class PlaceAbsent(UserError):  # noqa: N818  named by what is so
    code = "absent"
    status = 404


@transaction.atomic
def state(
    *,
    actor: Viewer,
    place_ref: str,
    said: Mapping[str, Any],
    manner: str,
    organisation_ref: str = "",
    confirmed_on: date | None = None,
    merge: SamePlace | None = None,
) -> int:
    """Say values of a place, in one publication with one journal line. How many changed.

    Who may is for the caller to know: an answer comes by a link, a choice from a merge.

    Args:
        said: {field: value}, as in the columns of ``Place``; a value that is there already is no
            statement, and the producer may still change it.
        confirmed_on: the sheet as a whole is right on that day.
        merge: between the sheets of which these values are chosen: see `part`.

    Raises:
        PlaceAbsent; StatementError: no such field, or a value that does not fit it.
    """
    place = _locked(place_ref)
    values = {field: _cleaned(place, field, value) for field, value in said.items()}
    changed = {field for field, value in values.items() if getattr(place, field) != value}
    for field in sorted(changed):
        _lay_over(place, field, values[field], actor, manner, organisation_ref, merge)
    if confirmed_on and confirmed_on != place.said_on:
        place.said_on = confirmed_on
    elif not changed:
        return 0
    _publish(actor, place, changed, "confirmer une fiche")
    return len(changed)


@transaction.atomic
def take_back(*, actor: Viewer, ref: str) -> None:
    """What the producer gives now is shown again. Taken back already: nothing is done.

    Raises:
        PlaceAbsent: no such statement.
    """
    row = PlaceStatement.objects.filter(ref=ref).first()
    if row is None:
        raise PlaceAbsent(_("Cette valeur n'existe pas."))
    place = _held(row.place_id)
    row.refresh_from_db()
    if row.withdrawn_at is not None:
        return
    _withdraw(row)
    if row.field == CLOSING:
        Service.objects.filter(place=place, withdrawn_on=row.value).update(withdrawn_on=row.given)
    setattr(place, row.field, row.given)
    _publish(actor, place, {row.field}, "reprendre une valeur")


def part(*, actor: Viewer, merge: SamePlace) -> int:
    """Take back what was chosen between two sheets, in the transaction that parts them. How many.

    What was said before on the kept sheet is said again; what was said since stands.
    """
    place = _held(merge.kept_id)
    found = list(PlaceStatement.objects.filter(merge=merge, withdrawn_at=None).order_by("pk"))
    if not found:
        return 0
    for row in found:
        _withdraw(row)
        before = _before(row)
        if before is not None:
            before.withdrawn_at, before.given = None, row.given
            before.save(update_fields=["withdrawn_at", "given"])
        setattr(place, row.field, before.value if before else row.given)
    _publish(actor, place, {row.field for row in found}, "reprendre des valeurs")
    return len(found)


def _before(row: PlaceStatement) -> PlaceStatement | None:
    """What was said before, but for what was chosen between sheets that are parted now."""
    before = row.instead_of
    while before and before.merge_id and before.merge and before.merge.withdrawn_at:
        before = before.instead_of
    return before


@transaction.atomic
def close(
    *, actor: Viewer, place_ref: str, on: date, manner: str, organisation_ref: str = ""
) -> None:
    """The place does not exist any more since ``on``: no import opens it again. Said twice: once.

    Raises:
        PlaceAbsent.
    """
    place = _locked(place_ref)
    if place.statements.filter(field=CLOSING, withdrawn_at=None).exists():
        return
    given = place.withdrawn_on.isoformat() if place.withdrawn_on else None
    _write(place, CLOSING, on.isoformat(), given, actor, manner, organisation_ref)
    place.withdrawn_on = on
    Service.objects.filter(place=place, withdrawn_on=None).update(withdrawn_on=on)
    _publish(actor, place, {CLOSING}, "fermer une fiche")


@transaction.atomic
def unconfirm(*, actor: Viewer, place_ref: str, said_on: date, before: date | None) -> None:
    """A confirmation of ``said_on`` is taken back; one made since stands.

    Raises:
        PlaceAbsent.
    """
    place = _locked(place_ref)
    if place.said_on == said_on:
        place.said_on = before
        _publish(actor, place, set(), "reprendre une confirmation")


def closings_said() -> dict[str, date]:
    """{reference of a place: the day since which it says that it does not exist any more}."""
    rows = PlaceStatement.objects.filter(field=CLOSING, withdrawn_at=None)
    return {ref: date.fromisoformat(day) for ref, day in rows.values_list("place__ref", "value")}


def overlaid(offer: OfferDraft) -> tuple[OfferDraft, dict[int, Any]]:
    """A draft as it is shown: with what was said here.

    Also what producers give now under each statement, by its key, where that has changed.
    """
    in_force: dict[str, list[PlaceStatement]] = {}
    for row in _in_force([draft.ref for draft in offer.places]):
        in_force.setdefault(row.place.ref, []).append(row)
    if not in_force:
        return offer, {}
    given: dict[int, Any] = {}
    places: list[PlaceDraft] = []
    for draft in offer.places:
        said = in_force.get(draft.ref, ())
        for row in said:
            if (now := getattr(draft, row.field)) != row.given:
                given[row.pk] = now
        places.append(replace(draft, **{row.field: row.value for row in said}))
    return replace(offer, places=tuple(places)), given


def keep_given(given: Mapping[int, Any]) -> None:
    """Write what producers give now under what is said here."""
    rows = PlaceStatement.objects.in_bulk(list(given))
    for pk, row in rows.items():
        row.given = given[pk]
    PlaceStatement.objects.bulk_update(rows.values(), ["given"], batch_size=500)


def departement_of(code_insee: str, code_postal: str) -> str:
    """The département of a commune's code, else of a postcode when that is certain, else empty.

    A Corsican postcode does not say which half of the island, and some postcodes reach over a
    département's border: the commune's code decides whenever there is one.
    """
    code = code_insee or code_postal
    if code[:2] in {"97", "98"}:
        return code[:3]
    return "" if not code_insee and code[:2] == "20" else code[:2]


def _in_force(refs: list[str]) -> Iterator[PlaceStatement]:
    rows = PlaceStatement.objects.filter(withdrawn_at=None).exclude(field=CLOSING)
    rows = rows.select_related("place")
    if not rows.exists():
        return
    for start in range(0, len(refs), _SLICE):
        yield from rows.filter(place__ref__in=refs[start : start + _SLICE])


def _locked(place_ref: str) -> Place:
    key = Place.objects.filter(ref=place_ref).values_list("pk", flat=True).first()
    if key is None:
        raise PlaceAbsent(_("Ce lieu n'existe pas."))
    return _held(key)


def _held(key: int) -> Place:
    hold({key})
    return Place.objects.get(pk=key)


def _cleaned(place: Place, field: str, value: Any) -> Any:
    if field not in FIELDS:
        raise StatementError(_("Ce champ ne se corrige pas ici."), field=field)
    try:
        return Place._meta.get_field(field).clean(value, place)  # type: ignore[union-attr]
    except ValidationError as error:
        raise StatementError(" ".join(error.messages), field=field) from None


def _lay_over(
    place: Place,
    field: str,
    value: Any,
    actor: Viewer,
    manner: str,
    organisation_ref: str,
    merge: SamePlace | None,
) -> None:
    there = place.statements.filter(field=field, withdrawn_at=None).first()
    given = getattr(place, field) if there is None else there.given
    if there is not None:
        _withdraw(there)
    setattr(place, field, value)
    if value != given or merge is not None:
        row = _write(place, field, value, given, actor, manner, organisation_ref)
        if merge is not None:
            row.merge, row.instead_of = merge, there
            row.save(update_fields=["merge", "instead_of"])


def _write(
    place: Place,
    field: str,
    value: Any,
    given: Any,
    actor: Viewer,
    manner: str,
    organisation_ref: str,
) -> PlaceStatement:
    return PlaceStatement.objects.create(
        ref=secrets.token_hex(8),
        place=place,
        field=field,
        value=value,
        given=given,
        manner=manner,
        organisation_ref=organisation_ref,
        author_id=actor.user_id or None,
        said_at=timezone.now(),
    )


def _withdraw(row: PlaceStatement) -> None:
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])


def _publish(actor: Viewer, place: Place, changed: set[str], verb: str) -> None:
    place.folded = fold(place.name)[:400]
    place.departement = departement_of(place.code_insee, place.code_postal)
    if "horaires" in changed:
        place.horaires_problem = ""
    place.save()
    publish(
        actor,
        verb,
        place.ref,
        cause=verb,
        is_fiction=place.source.is_fiction,
        places={place.pk},
        of_dates=not changed & {*IN_ARRAYS, CLOSING},
        fields=sorted(changed),
    )
