"""Functions, limits and spaces of a producer's file come in once, and never over what is said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from entrelieux.directory.changing import DraftError
from entrelieux.directory.drafts import FunctionDraft, LimitDraft, RecordDraft, SpaceDraft
from entrelieux.directory.functions.services import Nature, mend, take_back
from entrelieux.directory.models import PlaceFunction, PlaceLimit, Publication, Record, Space
from entrelieux.kernel.viewer import Acting, Role, Viewer
from tests.directory.factories import REAL, organisation, place, publish, service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
LINE = RecordDraft(REAL.slug, "1", {"nom": "Le Lab"})
LAB = replace(place("Le Lab"), record_keys=("1",))
MAKING = FunctionDraft(
    "f1", LAB.ref, "fabrication_numerique", REAL.slug, Decimal("7.5"), record_key="1"
)
ROOM = SpaceDraft("s1", LAB.ref, "Atelier", REAL.slug, equipment=("wifi",), record_key="1")
NOT = LimitDraft("l1", LAB.ref, "Pas de vente", date(2025, 1, 1), REAL.slug, code="commerce")
FIRM = organisation("Le Lab")
HOLDER = Viewer(7, mandates=(Acting(Role.PLACE_HOLDER, organisation=FIRM.ref),))
FIRST = {"actor": HOLDER, "nature": Nature.FUNCTION, "ref": "f1"}


def given(*life):
    return publish(LINE, LAB, FIRM, service("Accueil", FIRM, LAB), *life)


def codes():
    rows = PlaceFunction.objects.filter(withdrawn_at=None)
    return {(row.code, row.hours_week) for row in rows}


def test_published_twice_nothing_is_written_the_second_time():
    counts = given(MAKING, ROOM, NOT)
    assert [counts.by_kind[kind] for kind in ("function", "limit", "space")] == [(1, 0, 0)] * 3
    before = Publication.objects.count()
    counts = given(MAKING, ROOM, NOT)
    assert (counts.created, counts.updated) == (0, 0)
    assert Publication.objects.count() == before
    assert Space.objects.get().equipment == ["wifi"]
    assert Space.objects.get().record == Record.objects.get()
    assert PlaceLimit.objects.get().code == "commerce"


def test_what_a_file_changes_or_no_longer_says_follows():
    given(MAKING, ROOM)
    given(replace(MAKING, hours_week=Decimal(3)))
    assert codes() == {("fabrication_numerique", 3)}
    assert not Space.objects.exists()


def test_what_the_place_mended_stands_whatever_files_say_then():
    given(MAKING)
    mend(**FIRST, values={"hours_week": Decimal(2)})
    for hours in (Decimal("7.5"), Decimal(30)):
        given(replace(MAKING, hours_week=hours))
        assert codes() == {("fabrication_numerique", 2)}
    given()
    assert codes() == {("fabrication_numerique", 2)}


def test_what_the_place_took_back_does_not_come_back():
    given(MAKING)
    take_back(**FIRST)
    given(MAKING)
    given()
    given(MAKING)
    assert codes() == set()


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MAKING, place_ref="absent"),
        replace(MAKING, note="x" * 301),
        replace(MAKING, record_key="absente"),
        replace(ROOM, name="x" * 121),
    ],
)
def test_a_draft_that_does_not_hold_is_refused_whole(wrong):
    with pytest.raises(DraftError):
        given(wrong)
    assert not Record.objects.exists()
