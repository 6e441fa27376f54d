"""What no declared row holds: who looked at a file, and the months of the journal."""

from datetime import datetime
from typing import Any

from entrelieux.kernel import journal, looks
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.rights import Apart, Identifiers, apart, names_of
from entrelieux.kernel.viewer import OPERATOR

LOOKS = "regards"


def looked(ids: Identifiers) -> list[dict[str, Any]]:
    """Who looked at the file; or, for an account, what it looked at. Names: they were asked for."""
    found = [one for ref in sorted(ids.get("suivi", ())) for one in looks.looks_at(f"suivi:{ref}")]
    if "suivi" not in ids:
        found = [one for key in sorted(ids.get("compte", ())) for one in looks.looks_by(int(key))]
    names = names_of({one.user_id for one in found if one.user_id})
    return [
        {
            "le": one.at,
            "suivi": one.subject_ref,
            "structure": one.organisation_ref,
            "fonction": one.function,
            "quoi": one.what,
            "nom": names.get(one.user_id or 0, ""),
        }
        for one in found
    ]


def forget_looks(ids: Identifiers) -> int:
    erased = sum(looks.forget_looks_at(f"suivi:{ref}") for ref in sorted(ids.get("suivi", ())))
    return erased + sum(looks.forget_looks_by(int(key)) for key in sorted(ids.get("compte", ())))


def months_due(now: datetime) -> int:
    return sum(month.lines for month in journal.to_purge(now))


def purge_months(now: datetime) -> int:
    return journal.purge(actor=OPERATOR, now=now)


def register() -> None:
    apart(Apart(LOOKS, looked, forget_looks, looks.old_looks, looks.forget_old_looks))
    apart(Apart(str(JournalEntry._meta.verbose_name_plural), due=months_due, forget=purge_months))
