"""A file under review: kept for its owner alone, until it is published or forgotten."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils import timezone

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.engine.records.columns.model import LISTS, Use, Way
from entrelieux.interchange import services
from entrelieux.interchange.guessing import saved
from entrelieux.interchange.guessing.mapping import (
    Correspondence,
    from_json,
    from_proposals,
    is_doubtful,
)
from entrelieux.interchange.guessing.opening import Opened, open_file
from entrelieux.interchange.guessing.policies import owner_of, producer_for, reach_of
from entrelieux.interchange.guessing.services import import_mapped, proposals_for, require_names
from entrelieux.interchange.guessing.wording import code_of, use_of
from entrelieux.interchange.limits import MEGA, Limits, UnusableFileError
from entrelieux.interchange.mending import storable
from entrelieux.interchange.models import PendingFile
from entrelieux.interchange.report import Report
from entrelieux.kernel.viewer import Viewer

KEPT = timedelta(days=7)
LIMITS = Limits(file_bytes=4 * MEGA, unpacked_bytes=20 * MEGA, rows=5_000)
"""What a page can read while somebody waits; longer files go through the command line."""
MOST = 20
"""Files that somebody keeps under review at once."""
_SHOWN = 80
_FICTION = (
    "Ce site montre un réseau fictif : de vrais lieux ne s'y publient pas. Votre fichier reste à "
    "relire pendant sept jours."
)


@dataclass(frozen=True, slots=True)
class ColumnCard:
    """rank: from 0. examples: a few values. is_proposed: something was, doubtful or not."""

    rank: int
    title: str
    examples: tuple[str, ...]
    use: Use | None
    is_proposed: bool
    is_doubtful: bool
    reasons: tuple[str, ...]
    others: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """kept_from: name of the saved mapping that it began with, or ""."""

    ref: str
    file_name: str
    sent_on: date
    forgotten_on: date
    source: str
    kept_from: str
    columns: tuple[ColumnCard, ...]


def mine(viewer: Viewer) -> tuple[Review, ...]:
    """The files that somebody has under review, the last sent first."""
    return tuple(map(_review, _rows(viewer).defer("content")))


def review_for(viewer: Viewer, ref: str) -> Review | None:
    row = _rows(viewer).filter(ref=ref).defer("content").first()
    return _review(row) if row else None


def _rows(viewer: Viewer) -> Any:
    since = timezone.now() - KEPT
    return PendingFile.objects.filter(owner_id=viewer.user_id or None, sent_at__gt=since)


def send(*, actor: Viewer, file_name: str, content: bytes, source: str) -> str:
    """Keep a file for review, with what is proposed; its reference.

    Raises:
        UnusableFileError: it cannot be read, is too much for a page, or is one file too many.
    """
    if _rows(actor).count() >= MOST:
        raise UnusableFileError(
            f"Vous avez déjà {MOST} fichiers à relire. Publiez-en un, ou oubliez-le.",
            code="trop-de-fichiers",
        )
    with _on_disk(file_name, content) as path:
        opened = open_file(path, LIMITS)
    proposals = proposals_for(opened)
    known = saved.for_columns(opened.columns)
    mapping = known[1] if known else from_proposals(proposals.values())
    columns = [
        {
            "title": title,
            "examples": [text[:_SHOWN] for text in opened.examples(title)],
            "proposed": proposal.use is not None,
            "doubtful": is_doubtful(proposal),
            "reasons": list(proposal.reasons),
            "others": [code_of(use) for use in proposal.others],
        }
        for title, proposal in proposals.items()
    ]
    row = PendingFile.objects.create(
        ref=secrets.token_hex(16),
        owner_id=actor.user_id or None,
        file_name=Path(file_name).name[:255],
        content=content,
        columns=storable({"columns": columns, "kept_from": known[0] if known else ""}),
        mapping=storable(replace(mapping, source=source[:120]).as_json()),
    )
    return str(row.ref)


def choose(*, actor: Viewer, ref: str, choices: Mapping[int, str], source: str) -> bool:
    """Say what each column is. choices: rank of a column -> code of a use. Whether it is theirs."""
    with transaction.atomic():
        row = _rows(actor).select_for_update().filter(ref=ref).first()
        if row is None:
            return False
        uses = dict(from_json(row.mapping).uses)
        for rank, column in enumerate(row.columns["columns"]):
            title = column["title"]
            if rank not in choices or choices[rank] == code_of(uses.get(title)):
                continue
            use = use_of(choices[rank])
            if use is None:
                uses.pop(title, None)
            else:
                uses[title] = _by_hand(use)
        mapping = storable(Correspondence(uses, source[:120]).as_json())
        from_json(mapping)  # refuses what no page offers
        row.mapping = mapping
        row.save(update_fields=["mapping"])
        return True


def _by_hand(use: Use) -> Use:
    """Lists that a person points at are split at commas too."""
    is_list = use.field in LISTS and use.way is Way.VALUE
    return replace(use, detail=",") if is_list else use


def forget(*, actor: Viewer, ref: str) -> bool:
    """Erase a file under review; whether it was theirs."""
    return bool(_rows(actor).filter(ref=ref).delete()[0])


def tried(viewer: Viewer, ref: str, today: date) -> Report | None:
    """What publishing would do, without writing anything; None when there is no such file.

    Raises:
        UnusableFileError: the mapping makes no places.
    """
    row = _rows(viewer).filter(ref=ref).first()
    return _imported(viewer, row, today, dry_run=True) if row else None


def publish(*, actor: Viewer, ref: str, today: date, save_as: str = "") -> Report | None:
    """Publish a file under review, keep its mapping if it has a name, and forget the file.

    Raises:
        UnusableFileError: the mapping makes no places, or this site shows a fictional network.
        MappingError: the name is too long, or somebody else's.
    """
    row = _rows(actor).filter(ref=ref).first()
    if row is None:
        return None
    if offer_is_fiction():
        raise UnusableFileError(_FICTION, code="reseau-fictif")
    if save_as.strip():
        saved.usable_name(actor, save_as)
    report = _imported(actor, row, today, dry_run=False)
    if save_as.strip():
        titles = [column["title"] for column in row.columns["columns"]]
        mapping = replace(from_json(row.mapping))
        saved.save(actor=actor, name=save_as, columns=titles, mapping=mapping)
    row.delete()
    return report


def _imported(actor: Viewer, row: PendingFile, today: date, *, dry_run: bool) -> Report:
    mapping = from_json(row.mapping)
    producer = producer_for(actor, mapping.source or Path(row.file_name).stem)
    uses = mapping.uses if actor.is_operator else _without_source(mapping.uses)
    with _on_disk(row.file_name, bytes(row.content)) as path:
        opened: Opened = open_file(path, LIMITS)
        require_names(opened, mapping)
        return import_mapped(
            actor=actor,
            opened=opened,
            mapping=Correspondence(uses, producer),
            today=today,
            options=services.Options(dry_run=dry_run, limits=LIMITS, owner=owner_of(actor)),
            reaches=reach_of(actor),
        )


def _without_source(uses: Mapping[str, Use]) -> dict[str, Use]:
    return {title: use for title, use in uses.items() if use.field != "source"}


@contextmanager
def _on_disk(file_name: str, content: bytes) -> Iterator[Path]:
    """The bytes under their own name: the report and the day of the data come from it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / _short(Path(file_name).name)
        path.write_bytes(content)
        yield path


def _short(name: str) -> str:
    """What a disk accepts, which counts bytes; its end says the format."""
    return name.encode()[-200:].decode(errors="ignore") or "fichier"


def _review(row: PendingFile) -> Review:
    mapping = from_json(row.mapping)
    return Review(
        ref=row.ref,
        file_name=row.file_name,
        sent_on=timezone.localdate(row.sent_at),
        forgotten_on=timezone.localdate(row.sent_at + KEPT),
        source=mapping.source,
        kept_from=row.columns["kept_from"],
        columns=tuple(
            ColumnCard(
                rank=rank,
                title=column["title"],
                examples=tuple(column["examples"]),
                use=mapping.uses.get(column["title"]),
                is_proposed=column["proposed"],
                is_doubtful=column["doubtful"],
                reasons=tuple(column["reasons"]),
                others=tuple(use for code in column["others"] if (use := use_of(code))),
            )
            for rank, column in enumerate(row.columns["columns"])
        ),
    )
