"""What pages may know of the kernel's rows."""

from dataclasses import dataclass
from datetime import date

from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source as its page shows it; "" or None = not stated by the producer."""

    slug: str
    title: str
    producer: str
    url: str
    licence: str
    published_on: date | None
    imported_on: date | None
    is_fiction: bool


def sources_shown(viewer: Viewer) -> tuple[SourceLine, ...]:  # noqa: ARG001  public to everyone
    """Every source rows come from, by title."""
    return tuple(
        SourceLine(
            slug=source.slug,
            title=source.title,
            producer=source.producer,
            url=source.url,
            licence=source.licence,
            published_on=source.published_on,
            imported_on=source.imported_at.date() if source.imported_at else None,
            is_fiction=source.is_fiction,
        )
        for source in Source.objects.order_by("title", "slug")
    )
