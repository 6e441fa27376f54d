"""The map of what helps with which need: versions, what each changes, and another one.

A version is never changed: an edit is another, with who, when and why. What was proposed with a
version keeps its number, its reasons and its score.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.wording import need_label
from entrelieux.exchanges import competences
from entrelieux.exchanges.competences import QUALITIES, map_now, map_of
from entrelieux.exchanges.errors import Changed, Gone, SaidWrongly
from entrelieux.exchanges.models import CompetenceMap
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import competences as pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr.competences import Line, Map

MOST_LINES = 3_000


@dataclass(frozen=True, slots=True)
class LineCard:
    need: str
    need_label: str
    competence: str
    competence_label: str
    degree: str
    source: str


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """before, after: degrees, "" for none."""

    need: str
    competence: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionCard:
    """why: "" for those that come with the pack. made_at: None for them."""

    version: str
    why: str
    source: str
    made_at: datetime | None
    lines: int


def versions() -> tuple[VersionCard, ...]:
    """First the table of 2016, then the pack's, then those written here."""
    first = (pack.load_map_2016(), pack.load_map())
    found = [VersionCard(one.version, "", one.provenance, None, len(one.lines)) for one in first]
    rows = CompetenceMap.objects.order_by("pk")
    found += [VersionCard(r.version, r.why, r.source, r.made_at, len(r.lines)) for r in rows]
    return tuple(found)


def edition(version: str) -> Map:
    """
    Raises:
        Gone: there is no such version.
    """
    for one in (pack.load_map_2016(), pack.load_map()):
        if one.version == version:
            return one
    clean = "" if "\x00" in version else version
    row = CompetenceMap.objects.filter(version=clean).first()
    if row is None:
        raise Gone
    return map_of(row)


def lines_of(found: Map, need: str = "") -> tuple[LineCard, ...]:
    return tuple(
        LineCard(
            one.need,
            _need(one.need),
            one.competence,
            competences.label_of(one.competence),
            one.quality.word,
            one.provenance,
        )
        for one in found.lines
        if not need or one.need == need
    )


def changes_of(version: str) -> tuple[ChangeCard, ...]:
    """What a version changes of the one before it; nothing for the first."""
    every = [one.version for one in versions()]
    at = every.index(version) if version in every else 0
    if at == 0:
        return ()
    before = edition(every[at - 1])
    found = pack.diff(before, edition(version)).lines
    return tuple(
        ChangeCard(
            _need((new or old).need),  # type: ignore[union-attr]
            competences.label_of((new or old).competence),  # type: ignore[union-attr]
            old.quality.word if old else "",
            new.quality.word if new else "",
        )
        for old, new in found
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """One line added, changed (degree) or taken out (""). on: the version that was read."""

    need: str
    competence: str
    degree: str
    why: str
    source: str
    on: str


@transaction.atomic
def write_version(*, actor: Viewer, edit: Edit) -> str:
    """Another version, one line apart. Gives its name.

    Raises:
        SaidWrongly: what is asked cannot be. Changed: somebody wrote another one meanwhile.
    """
    last = CompetenceMap.objects.select_for_update().order_by("pk").last()
    now = map_of(last) if last else pack.load_map()
    if edit.on != now.version:
        raise Changed
    _check(edit, now)
    lines = [one for one in now.lines if (one.need, one.competence) != (edit.need, edit.competence)]
    if edit.degree:
        lines.append(Line(edit.need, edit.competence, QUALITIES[edit.degree], edit.source))
    count = CompetenceMap.objects.count() + 1
    row = CompetenceMap(
        version=f"carte-{count}",
        lines=[
            {
                "need": one.need,
                "competence": one.competence,
                "degree": one.quality.word,
                "source": one.provenance,
            }
            for one in lines
        ],
        why=edit.why,
        source=edit.source,
        made_by_id=actor.user_id or None,
        made_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Changed from error
    journal.record(actor, "entraide.carte", row.version, lines=len(lines))
    return row.version


def _check(edit: Edit, now: Map) -> None:
    if edit.need not in needs_pack.needs_by_code():
        raise SaidWrongly(_("Choisissez un besoin de la liste."), field="besoin")
    if edit.competence not in pack.competences():
        raise SaidWrongly(_("Choisissez une compétence de la liste."), field="competence")
    if edit.degree and edit.degree not in QUALITIES:
        raise SaidWrongly(_("Choisissez comment elle aide."), field="degre")
    if not edit.why.strip():
        raise SaidWrongly(_("Dites pourquoi : qui vous relira comprendra."), field="pourquoi")
    kept = {(one.need, one.competence): one.quality.word for one in now.lines}
    if kept.get((edit.need, edit.competence), "") == edit.degree:
        raise SaidWrongly(_("La carte le dit déjà ainsi."), field="degre")
    if len(now.lines) >= MOST_LINES:
        raise SaidWrongly(_("La carte est pleine."), field="besoin")


def _need(code: str) -> str:
    return need_label(code) if code in needs_pack.needs_by_code() else code


__all__ = [
    "ChangeCard",
    "Edit",
    "LineCard",
    "VersionCard",
    "changes_of",
    "edition",
    "lines_of",
    "map_now",
    "versions",
    "write_version",
]
