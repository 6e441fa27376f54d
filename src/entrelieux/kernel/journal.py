"""What was done, by whom: one line for each write, chained, that no one can change unseen.

Each line carries the SHA-256 of what it says and of the digest of the line before it: a line that
was changed, removed or slipped in breaks the chain there, and ``entrelieux check`` says where. Who
may change the triggers of the database could still rebuild the whole chain: the last digest, kept
elsewhere, is what shows it.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from entrelieux.kernel.models import JournalEntry, JournalSegment
from entrelieux.kernel.viewer import Viewer

BEGINNING = "0" * 64
TURN = 0x656E7472656C6A  # « entrelj »: of PostgreSQL's advisory locks, this one is the journal's
KEPT_MONTHS = 12
MOST_LETTERS = 200

PERSONAL_KEYS = re.compile(
    r"(^|_)(nom|noms|prenom|name|names|username|surname|email|mail|courriel|telephone|phone|tel|"
    r"mobile|contact|adresse|address|words|mots|text|texte|note|password|token|birth|naissance|"
    r"nir|situation)(_|$)"
)
PERSONAL_VALUES = (
    ("un courriel", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    ("un numéro de téléphone", re.compile(r"(?<!\w)(?:\+33 ?|0)[1-9](?:[ .-]?\d{2}){4}(?!\w)")),
    ("un texte", re.compile(r"\n")),
)


class PersonalFactError(ValueError):
    """The journal holds counts and opaque references: a line said more. A fault of ours."""


@dataclass(frozen=True, slots=True)
class Verified:
    """broken: primary key of the first line where the chain breaks, and why; None when sound."""

    lines: int
    last_digest: str
    broken: int | None = None
    why: str = ""


def record(actor: Viewer, verb: str, subject: str = "", **facts: Any) -> None:
    """Add a line in the transaction of the write itself. ``facts``: counts and references only.

    Lines are written one after the other: whoever records waits for the transaction that recorded
    just before to end. So record last, when the rows are written.

    Raises:
        PersonalFactError: what is said looks like an address, a number, a name or a text.
    """
    refuse_personal({"subject": subject[:200], **facts})
    with transaction.atomic(savepoint=False):
        _wait_for_turn()
        line = JournalEntry(
            at=timezone.now(),
            actor=_name_of(actor),
            verb=verb,
            subject=subject[:200],
            facts=facts,
            previous=_last_digest(),
        )
        line.digest = digest_of(line)
        line.save(force_insert=True)


def times(verb: str, subject: str, *, since: datetime) -> int:
    """How many lines say this of that subject since a moment."""
    return JournalEntry.objects.filter(verb=verb, subject=subject, at__gte=since).count()


def digest_of(line: JournalEntry) -> str:
    said = {
        "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": line.actor,
        "verb": line.verb,
        "subject": line.subject,
        "facts": line.facts,
    }
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{line.previous}\n{text}".encode()).hexdigest()


def refuse_personal(facts: Mapping[str, Any]) -> None:
    """See `record`."""
    for key, value in facts.items():
        if PERSONAL_KEYS.search(key):
            raise PersonalFactError(f"« {key} » names what the journal does not hold")
        for inner in _values(value):
            if isinstance(inner, float):
                raise PersonalFactError(f"« {key} »: a float has no digest of its own; round it")
            for kind, pattern in PERSONAL_VALUES:
                if isinstance(inner, str) and pattern.search(inner):
                    raise PersonalFactError(f"« {key} » holds {kind}")
            if isinstance(inner, str) and len(inner) > MOST_LETTERS:
                raise PersonalFactError(f"« {key} » holds more than {MOST_LETTERS} letters")


def verify() -> Verified:
    """Read the whole journal again, in the order of its lines, and compare it with its segments."""
    expected, first = _where_it_begins()
    closed = {s.last_line: s for s in JournalSegment.objects.filter(purged_at=None)}
    lines = counted = 0
    for line in JournalEntry.objects.filter(pk__gte=first).iterator(chunk_size=2000):
        lines += 1
        counted += 1
        if line.previous != expected:
            return Verified(lines, expected, line.pk, "elle ne suit pas la ligne d'avant")
        if digest_of(line) != line.digest:
            return Verified(lines, expected, line.pk, "elle a été changée")
        expected = line.digest
        if segment := closed.pop(line.pk, None):
            if (segment.lines, segment.last_digest) != (counted, line.digest):
                return Verified(lines, expected, line.pk, f"le mois {segment} n'est plus entier")
            counted = 0
    if closed:
        missing = min(closed)
        return Verified(lines, expected, missing, f"le mois {closed[missing]} a disparu")
    if left := JournalEntry.objects.filter(pk__lt=first).order_by("pk").first():
        return Verified(lines, expected, left.pk, "elle devait partir avec son mois")
    return Verified(lines, expected)


@transaction.atomic
def seal(*, actor: Viewer, now: datetime) -> int:
    """Close each month that is over: its lines, their count and the last digest. Gives how many."""
    _wait_for_turn()
    sealed = 0
    this_month = _month_of(now)
    while True:
        since = JournalSegment.objects.aggregate(last=Max("last_line"))["last"] or 0
        open_lines = JournalEntry.objects.filter(pk__gt=since).order_by("pk")
        first = open_lines.first()
        if first is None or _month_of(first.at) >= this_month:
            break
        month = _month_of(first.at)
        # A clock set back may date a line before its month: lines follow their order, not dates.
        after = open_lines.filter(at__gte=_next(month)).first()
        mine = open_lines.filter(pk__lt=after.pk) if after else open_lines
        last = mine.last()
        assert last is not None
        JournalSegment.objects.create(
            month=_free_month(month.date()),
            first_line=first.pk,
            last_line=last.pk,
            lines=mine.count(),
            last_digest=last.digest,
            sealed_at=now,
        )
        sealed += 1
    if sealed:
        record(actor, "journal.scellé", months=sealed)
    return sealed


def to_purge(now: datetime, *, months: int = KEPT_MONTHS) -> tuple[JournalSegment, ...]:
    """Closed months that ended more than ``months`` months ago, oldest first."""
    limit = _months_before(_month_of(now), months).date()
    return tuple(
        takewhile(lambda s: s.month < limit, JournalSegment.objects.filter(purged_at=None))
    )


@transaction.atomic
def purge(*, actor: Viewer, now: datetime, months: int = KEPT_MONTHS) -> int:
    """Erase the lines of closed months past their time: the only way a line ever goes.

    The segments stay, with their count and last digest: the chain goes on from there. Gives how
    many lines went.
    """
    _wait_for_turn()
    erased = 0
    for segment in to_purge(now, months=months):
        JournalSegment.objects.filter(pk=segment.pk).update(purged_at=now)
        erased += JournalEntry.objects.filter(pk__lte=segment.last_line).delete()[0]
        record(actor, "journal.purgé", f"{segment}", lines=segment.lines)
    return erased


def _name_of(actor: Viewer) -> str:
    """A number, never a name."""
    if actor.is_operator:
        return f"opérateur:{actor.user_id}" if actor.user_id else "opérateur"
    return f"compte:{actor.user_id or 'anonyme'}"


def _wait_for_turn() -> None:
    """One writer of lines at a time, until its transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _last_digest() -> str:
    last = JournalEntry.objects.order_by("-pk").values_list("digest", flat=True).first()
    return last or _where_it_begins()[0]


def _where_it_begins() -> tuple[str, int]:
    """(digest that the first line kept must follow, lowest primary key that it may have)."""
    purged = JournalSegment.objects.exclude(purged_at=None).order_by("-last_line").first()
    return (purged.last_digest, purged.last_line + 1) if purged else (BEGINNING, 0)


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        refuse_personal(value)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _values(inner)
    else:
        yield value


def _month_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next(month: datetime) -> datetime:
    return _months_before(month, -1)


def _months_before(month: datetime, months: int) -> datetime:
    number = month.year * 12 + month.month - 1 - months
    return month.replace(year=number // 12, month=number % 12 + 1)


def _free_month(month: date) -> date:
    """A day of this month that no segment bears yet: a clock set back may open a month twice."""
    while JournalSegment.objects.filter(month=month).exists():
        month = month.replace(day=month.day + 1)
    return month
