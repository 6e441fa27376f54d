"""Mappings that somebody chose, found again by their name or by the columns they were for."""

from collections.abc import Iterable

from django.db import transaction

from entrelieux.interchange.guessing.mapping import (
    Correspondence,
    MappingError,
    fingerprint,
    from_json,
)
from entrelieux.interchange.mending import storable
from entrelieux.interchange.models import ColumnMapping
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer

LONGEST_NAME = 80


@transaction.atomic
def save(*, actor: Viewer, name: str, columns: Iterable[str], mapping: Correspondence) -> None:
    """Keep a mapping under a name; the one that had it gives way.

    Raises:
        MappingError: see ``usable_name``.
    """
    ColumnMapping.objects.update_or_create(
        name=usable_name(actor, name),
        defaults={
            "columns": fingerprint(columns),
            "content": storable(mapping.as_json()),
            "saved_by_id": actor.user_id or None,
        },
    )
    journal.record(actor, "correspondance.gardee", columns=len(mapping.uses))


def usable_name(actor: Viewer, text: str) -> str:
    """A name as it is kept.

    Raises:
        MappingError: it is empty, too long, or somebody else's: an import of the whole site may
            read its files by it.
    """
    name = _name(text)
    if not 0 < len(name) <= LONGEST_NAME:
        raise MappingError(
            f"Le nom d'une correspondance a de 1 à {LONGEST_NAME} signes ; celui-ci en a "
            f"{len(name)}."
        )
    kept = ColumnMapping.objects.filter(name=name)
    if not actor.is_operator and kept.exclude(saved_by=actor.user_id or None).exists():
        raise MappingError(
            f"Quelqu'un d'autre a déjà gardé une correspondance « {name} ». "
            "Choisissez un autre nom."
        )
    return name


def _name(text: str) -> str:
    return " ".join(str(storable(text)).split())


def named(name: str) -> Correspondence:
    """The mapping kept under a name.

    Raises:
        MappingError: there is none; it says which there are.
    """
    found = ColumnMapping.objects.filter(name=_name(name)).first()
    if found is None:
        names = list(ColumnMapping.objects.order_by("name").values_list("name", flat=True)[:10])
        shown = ", ".join(f"« {one} »" for one in names) or "aucune n'est gardée"
        raise MappingError(f"Aucune correspondance ne s'appelle « {name[:80]} » ({shown}).")
    return from_json(found.content)


def for_columns(columns: Iterable[str]) -> tuple[str, Correspondence] | None:
    """(name, mapping) last kept for exactly these columns, in any order; None when none was."""
    found = ColumnMapping.objects.filter(columns=fingerprint(columns)).order_by("-saved_at").first()
    return (found.name, from_json(found.content)) if found else None
