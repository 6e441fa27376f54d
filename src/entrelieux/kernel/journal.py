"""What was done, by whom: one line for each write, kept apart from what the write changed."""

from typing import Any

from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import Viewer


def record(actor: Viewer, verb: str, subject: str = "", **facts: Any) -> None:
    """Add a line in the transaction of the write itself. ``facts``: counts and references only."""
    who = "opérateur" if actor.is_operator else f"compte:{actor.user_id or 'anonyme'}"
    JournalEntry.objects.create(actor=who, verb=verb, subject=subject[:200], facts=facts)
