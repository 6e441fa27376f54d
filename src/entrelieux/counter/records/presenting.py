"""From rows to cards."""

from entrelieux.accounts.selectors import account_card
from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.adapters import draft_of
from entrelieux.counter.records.cards import PlaceChoice, RecordCard
from entrelieux.counter.records.drafts import Draft
from entrelieux.counter.records.policies import may_change_record
from entrelieux.directory.cards import PlaceSheet
from entrelieux.directory.selectors import PlaceGone, place_for
from entrelieux.kernel.viewer import Viewer
from entrelieux.territories.selectors import commune_for


def record_card(row: SupportRecord, viewer: Viewer) -> RecordCard:
    author = account_card(row.author_id) if row.author_id else None
    return record_card_by(row, viewer, author.name if author else "")


def record_card_by(row: SupportRecord, viewer: Viewer, author: str) -> RecordCard:
    return RecordCard(
        ref=row.ref,
        organisation_ref=row.organisation_ref,
        draft=draft_of(row),
        author=author,
        origin=row.origin,
        origin_key=row.origin_key,
        written_at=row.written_at,
        changed_at=row.changed_at,
        version=row.version,
        may_change=may_change_record(viewer, row),
        is_fiction=row.is_fiction,
    )


class Places:
    """Sheets of places by reference, each asked once; None for one that is no longer shown."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._known: dict[str, PlaceSheet | None] = {}

    def sheet(self, ref: str) -> PlaceSheet | None:
        if not ref:
            return None
        if ref not in self._known:
            try:
                self._known[ref] = place_for(self._viewer, ref)
            except PlaceGone:
                self._known[ref] = None
        return self._known[ref]

    def choice(self, ref: str) -> PlaceChoice | None:
        sheet = self.sheet(ref)
        if sheet is None:
            return None
        return PlaceChoice(ref, ", ".join(filter(None, (sheet.card.name, sheet.card.commune))))

    def named(self, draft: Draft) -> str:
        """Where an act was, in words; "" when nothing is known of it."""
        choice = self.choice(draft.place_ref)
        if choice:
            return choice.label
        commune = commune_for(draft.code_insee) if draft.code_insee else None
        return commune.name if commune else ""
