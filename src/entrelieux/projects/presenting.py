"""From rows to cards. A companion's card is built from the codes opened to them alone."""

from collections.abc import Collection, Iterable

from django.utils import timezone

from entrelieux.accounts.selectors import holders_of
from entrelieux.directory.cards import Named
from entrelieux.directory.selectors import ANYONE, PlaceGone, places_visible_to
from entrelieux.exchanges.selectors import still_met
from entrelieux.kernel.looks import Look, looks_at
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.adapters import local_day
from entrelieux.passerelles.cards import Coded, LookCard, StageCard
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.persons import stages_of
from entrelieux.passerelles.policies import HELPERS
from entrelieux.passerelles.presenting import coded, needs_of
from entrelieux.projects.cards import (
    ActionCard,
    BesideCard,
    BriefCard,
    CompanionCard,
    FirmCard,
    NoteCard,
    PartCard,
    ProjectCard,
)
from entrelieux.projects.models import Companion, Project
from entrelieux.territories.selectors import commune_for

LOOKED = "projet : "
IN_BRIEF = ("quoi", "ou")
"""Answers that are read with the project in brief; the others are parts of their own."""


def part_coded(code: str) -> Coded:
    return coded(pack.parts().get(code), code)


class Reader:
    """One project, read once: each part is a method, called only for those who may read it."""

    def __init__(self, row: Project) -> None:
        self.row = row
        self.said = {part.code: part for part in row.parts.all()}

    def brief(self) -> BriefCard:
        commune = commune_for(self.row.code_insee)
        questions = pack.questions()
        return BriefCard(
            name=self.row.name,
            pitch=self.row.pitch,
            answers=tuple(
                (coded(questions[code], code), self.said[code].words)
                for code in IN_BRIEF
                if code in self.said
            ),
            commune=commune.name if commune else "",
            place=self._place(),
            needs=needs_of(self.row.needs),
        )

    def _place(self) -> Named | None:
        if not self.row.place_ref:
            return None
        try:
            place = places_visible_to(ANYONE).get(ref=self.row.place_ref)
        except PlaceGone:
            return None
        return Named(place.ref, place.name)

    def part(self, code: str) -> PartCard:
        said = self.said.get(code)
        has_words = pack.parts()[code].has_words
        return PartCard(
            part_coded(code),
            said.words if said and has_words else "",
            has_words,
            said.changed_at if said and has_words else None,
        )

    def parts(self, codes: Collection[str]) -> tuple[PartCard, ...]:
        """Those of these parts that are written by the holder, in the order of the pack."""
        return tuple(
            self.part(code) for code, one in pack.parts().items() if one.has_words and code in codes
        )

    def firm(self) -> FirmCard:
        row = self.row
        said = self.said.get("entreprise")
        return FirmCard(
            maturity=coded(pack.maturities().get(row.maturity), row.maturity)
            if row.maturity
            else None,
            subjects=_all_coded(pack.subjects(), row.subjects),
            trusted=_all_coded(pack.trusted(), row.trusted),
            words=said.words if said else "",
            siret=row.siret,
        )

    def stages(self) -> tuple[StageCard, ...]:
        return stages_of([self.row.follow_up_id])[self.row.follow_up_id]

    def actions(self) -> tuple[ActionCard, ...]:
        today = local_day(self.row.departement)
        rows = self.row.actions.select_related("owner")
        cards = [
            ActionCard(
                ref=one.ref,
                words=one.words,
                owner=one.owner.name if one.owner else "",
                owner_ref=one.owner.ref if one.owner else "",
                author=one.author_name,
                due_on=one.due_on,
                done_at=one.done_at,
                dropped_at=one.dropped_at,
                is_late=bool(
                    one.due_on
                    and one.due_on < today
                    and one.done_at is None
                    and one.dropped_at is None
                ),
            )
            for one in rows
        ]
        last = timezone.localdate().max
        return tuple(sorted(cards, key=lambda one: one.due_on or last))

    def notes(self) -> tuple[NoteCard, ...]:
        """Latest first."""
        rows = self.row.notes.order_by("-pk")
        return tuple(NoteCard(one.words, one.author_name, one.written_at) for one in rows)

    def companions(self) -> tuple[CompanionCard, ...]:
        """A mentor is there as long as their pair goes on."""
        rows = list(self.row.companions.filter(until=None).prefetch_related("opened"))
        met = still_met(one.mentor_ref for one in rows if one.mentor_ref)
        return tuple(_companion(one) for one in rows if not one.mentor_ref or one.mentor_ref in met)

    def looks(self) -> tuple[LookCard, ...]:
        found = looks_at(subject_of(self.row.follow_up.ref))
        return tuple(self._look(one) for one in found if one.what.startswith(LOOKED))

    def _look(self, one: Look) -> LookCard:
        names = {row.organisation_ref: row.name for row in self.row.companions.all()}
        name = names.get(one.organisation_ref, "") if one.organisation_ref else ""
        return LookCard(one.at, name, one.function, one.what.removeprefix(LOOKED))

    def whole(self) -> ProjectCard:
        """Everything, for the holder."""
        row, stages = self.row, self.stages()
        return ProjectCard(
            ref=row.ref,
            file_ref=row.follow_up.ref,
            brief=self.brief(),
            parts=self.parts(pack.parts()),
            stages=stages,
            actions=self.actions(),
            notes=self.notes(),
            companions=self.companions(),
            looks=self.looks(),
            code_insee=row.code_insee,
            departement=row.departement,
            is_firm=row.is_firm,
            firm=self.firm(),
            may_have_siret=exists(row, stages),
            is_public=row.is_public,
            is_findable=row.is_findable,
            is_fiction=row.is_fiction,
            opened_at=row.opened_at,
            moved_at=row.moved_at,
        )

    def beside(self, companion: Companion, codes: Collection[str]) -> BesideCard:
        """What is opened to a companion; a part that is not opened is never even read."""
        return BesideCard(
            ref=self.row.ref,
            name=self.row.name if "bref" in codes else "",
            as_name=companion.name,
            as_companion=companion.ref,
            opened=tuple(part_coded(code) for code in pack.parts() if code in codes),
            brief=self.brief() if "bref" in codes else None,
            parts=self.parts(set(codes) - {"entreprise"}),
            firm=self.firm() if "entreprise" in codes else None,
            notes=self.notes() if "notes" in codes else None,
            actions=self.actions() if "actions" in codes else None,
            stages=self.stages() if "histoire" in codes else None,
            since=companion.since,
            is_fiction=self.row.is_fiction,
        )


def exists(row: Project, stages: Iterable[StageCard]) -> bool:
    """The person said that there is a company: a number may then be given, and never before."""
    return row.is_firm or any(one.stage.code in pack.EXISTS for one in stages)


def _companion(row: Companion) -> CompanionCard:
    opened = {one.part for one in row.opened.all() if one.revoked_at is None}
    return CompanionCard(
        ref=row.ref,
        name=row.name,
        organisation_ref=row.organisation_ref,
        mentor_ref=row.mentor_ref,
        since=row.since,
        parts=tuple((part_coded(code), code in opened) for code in pack.parts()),
        can_read=bool(row.mentor_ref) or bool(holders_of(row.organisation_ref, *HELPERS)),
    )


def _all_coded(words: object, codes: Iterable[str]) -> tuple[Coded, ...]:
    return tuple(coded(words.get(code), code) for code in codes)  # type: ignore[attr-defined]
