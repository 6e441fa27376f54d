"""The same place twice: what people say of two sheets unites or parts them, and loses nothing."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.directory import catalogue, stating
from entrelieux.directory.agenda.services import cancel_date, end_permanence
from entrelieux.directory.doubles import shown
from entrelieux.directory.doubles.fields import seen
from entrelieux.directory.doubles.services import (
    DoubleConflict,
    DoubleGone,
    say_apart,
    say_same,
    take_back,
)
from entrelieux.directory.doubles.shown import read_shown, shown_refs
from entrelieux.directory.interlocutors import interlocutor
from entrelieux.directory.models import Place, PlaceStatement, SamePlace, Service
from entrelieux.directory.structures import structure_for
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import ANYONE, OPERATOR, Role
from tests.directory import doubles_world as here
from tests.directory.doubles_world import (
    AIDE,
    FIRM,
    HALL,
    LIBRARY,
    REFS,
    SAME_HALL,
    SAME_LIBRARY,
    SCHOOL,
    TOWN,
    WELCOME,
    home,
    listed,
    sheet,
)
from tests.directory.factories import TODAY, publish
from tests.signing import mandated, network_with, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]


@pytest.fixture(autouse=True)
def put(communes, monkeypatch):
    monkeypatch.setattr(catalogue, "_kept", None)
    monkeypatch.setattr(shown, "_kept", None)
    here.put()


def unite(kept, other, **values):
    return say_same(actor=OPERATOR, kept_ref=kept.ref, other_ref=other.ref, **values).ref


def part(one, other):
    return say_apart(actor=OPERATOR, one_ref=one.ref, other_ref=other.ref).ref


def undo(ref):
    return take_back(actor=OPERATOR, ref=ref)


def services_of(ref):
    return {one.ref for one in sheet(ref).services}


def test_one_sheet_shows_what_both_had():
    unite(HALL, SAME_HALL)
    assert home(SAME_HALL.ref) == HALL.ref
    assert services_of(HALL.ref) == {AIDE.ref, WELCOME.ref}
    assert [one.ref for one in sheet(HALL.ref).held] == [SAME_HALL.ref]
    assert len(sheet(HALL.ref).originals) == 2
    assert {one.title for one in sheet(HALL.ref).sources} == {"Liste réelle", "Autre liste"}
    assert listed()[HALL.ref] == {TOWN.ref, FIRM.ref}
    assert SAME_HALL.ref not in listed()
    assert (WELCOME.ref, HALL.ref) in here.planned()
    assert (AIDE.ref, HALL.ref) in here.comes()
    assert SAME_HALL.ref not in {place for _service, place in here.comes()}


def test_what_one_alone_knows_is_taken_and_what_both_know_is_kept():
    ref = unite(HALL, SAME_HALL)
    place = Place.objects.get(ref=HALL.ref)
    assert (place.courriel, place.telephone) == ("mairie@exemple.test", "0466999999")
    assert set(SamePlace.objects.get(ref=ref).statements.values_list("field", flat=True)) == {
        "courriel"
    }


def test_a_choice_over_an_answer_of_the_place_gives_it_back_when_it_is_undone():
    ref = unite(HALL, SAME_HALL, chosen={"telephone": True})
    assert sheet(HALL.ref).telephone == "0466111111"
    publish(replace(HALL, telephone="0466333333"))
    assert sheet(HALL.ref).telephone == "0466111111"
    undo(ref)
    assert sheet(HALL.ref).telephone == "0466999999"
    said = PlaceStatement.objects.get(withdrawn_at=None)
    stating.take_back(actor=OPERATOR, ref=said.ref)
    assert sheet(HALL.ref).telephone == "0466333333"


def test_what_was_said_since_a_merge_stands_when_it_is_undone():
    ref = unite(HALL, SAME_HALL, chosen={"telephone": True})
    stating.state(
        actor=OPERATOR, place_ref=HALL.ref, said={"telephone": "0466777777"}, manner="reponse"
    )
    undo(ref)
    assert sheet(HALL.ref).telephone == "0466777777"


def test_two_merges_undone_in_their_own_order_leave_no_choice_behind():
    first = unite(HALL, SAME_HALL, chosen={"telephone": True})
    second = unite(HALL, SAME_LIBRARY, chosen={"telephone": True})
    assert sheet(HALL.ref).telephone == "0466222222"
    undo(first)
    assert sheet(HALL.ref).telephone == "0466222222"
    undo(second)
    assert sheet(HALL.ref).telephone == "0466999999"


def test_chains_lead_to_their_end_and_no_ring_closes():
    unite(LIBRARY, SAME_LIBRARY)
    unite(HALL, LIBRARY)
    assert {home(one.ref) for one in (LIBRARY, SAME_LIBRARY, HALL)} == {HALL.ref}
    again = say_same(actor=OPERATOR, kept_ref=SAME_LIBRARY.ref, other_ref=HALL.ref)
    assert not again.is_new
    assert SamePlace.objects.count() == 2


def test_a_ring_put_by_hand_stops_nobody():
    rows = [Place.objects.get(ref=one.ref) for one in (HALL, LIBRARY)]
    for kept, other in (rows, rows[::-1]):
        SamePlace.objects.create(
            ref=kept.ref[:32], kept=kept, other=other, verdict="meme", said_at="2026-11-23T00:00Z"
        )
    assert set(read_shown().heads.values()) == {min(row.pk for row in rows)}


def test_a_kept_sheet_that_left_its_list_gives_way_to_the_one_that_is_still_there():
    unite(HALL, SAME_HALL)
    Place.objects.filter(ref=HALL.ref).update(withdrawn_on="2026-11-20")
    assert read_shown().heads == {
        Place.objects.get(ref=HALL.ref).pk: Place.objects.get(ref=SAME_HALL.ref).pk
    }
    shown._kept = None
    unite(LIBRARY, SAME_HALL)
    assert {home(one.ref) for one in (HALL, SAME_HALL)} == {LIBRARY.ref}


def test_obvious_twins_are_one_line_until_somebody_says_that_they_are_two():
    assert here.grouped()[LIBRARY.ref] == 1
    ref = part(LIBRARY, SAME_LIBRARY)
    assert here.grouped()[SAME_LIBRARY.ref] == here.grouped()[LIBRARY.ref] == 0
    assert not sheet(LIBRARY.ref).twins
    undo(ref)
    assert here.grouped()[LIBRARY.ref] == 1


def test_two_people_at_once_have_one_result_and_the_second_is_told():
    ref = unite(HALL, SAME_HALL)
    second = say_same(actor=OPERATOR, kept_ref=SAME_HALL.ref, other_ref=HALL.ref)
    assert (second.ref, second.is_new) == (ref, False)
    with pytest.raises(DoubleConflict) as told:
        part(HALL, SAME_HALL)
    assert told.value.verdict == ref
    assert home(SAME_HALL.ref) == HALL.ref
    assert undo(ref)
    assert not undo(ref)


def test_two_that_were_said_apart_are_not_united_by_way_of_another():
    ref = part(LIBRARY, SCHOOL)
    unite(SAME_LIBRARY, LIBRARY)
    with pytest.raises(DoubleConflict) as told:
        unite(SCHOOL, SAME_LIBRARY)
    assert told.value.verdict == ref
    undo(ref)
    unite(SCHOOL, SAME_LIBRARY)


def test_a_choice_made_on_sheets_that_changed_since_is_asked_again():
    rows = [Place.objects.get(ref=one.ref) for one in (HALL, SAME_HALL)]
    before = seen(*rows)
    publish(replace(SAME_HALL, telephone="0466888888"))
    with pytest.raises(DoubleConflict):
        unite(HALL, SAME_HALL, as_seen=before)
    assert not SamePlace.objects.exists()
    unite(HALL, SAME_HALL, as_seen=seen(*(Place.objects.get(pk=row.pk) for row in rows)))


def test_references_kept_by_other_rooms_lead_to_the_sheet_shown():
    assert shown_refs([SAME_HALL.ref]) == {}
    unite(HALL, SAME_HALL)
    assert shown_refs([SAME_HALL.ref, HALL.ref, "", "absente"]) == {SAME_HALL.ref: HALL.ref}
    for ref in (HALL.ref, SAME_HALL.ref):
        assert interlocutor(ANYONE, FIRM.ref, ref).place_ref == HALL.ref
    assert structure_for(ANYONE, FIRM.ref).place_ref == HALL.ref


def test_a_date_cancelled_on_the_shown_sheet_stays_cancelled_when_they_are_parted():
    agent = mandated(Role.AGENT, organisation=FIRM.ref).viewer
    ref = unite(SAME_LIBRARY, LIBRARY)
    said = {"actor": agent, "service_ref": WELCOME.ref, "place_ref": SAME_LIBRARY.ref}
    day = TODAY.replace(day=25)
    cancel_date(**said, day=day, reason="Formation")
    last = TODAY.replace(day=30)
    end_permanence(**said, hours="We 14:00-16:00", last_day=last, reason="Fin")
    assert "Formation" in here.comes()[WELCOME.ref, SAME_LIBRARY.ref]
    undo(ref)
    assert "Formation" in here.comes()[WELCOME.ref, LIBRARY.ref]
    assert (WELCOME.ref, SAME_LIBRARY.ref) not in here.comes()


def test_who_has_no_say_says_nothing():
    network = network_with(TOWN.ref)
    far = network_with(TOWN.ref, zone="departement", zone_code="07")
    nobodies = (
        ANYONE,
        person(verified=True).viewer,
        mandated(Role.ADMINISTRATOR, organisation=TOWN.ref).viewer,
        mandated(Role.ANIMATOR, network=network, zone="departement", zone_code="43").viewer,
        mandated(Role.ANIMATOR, network=far).viewer,
    )
    ref = part(LIBRARY, SCHOOL)
    for nobody in nobodies:
        for say in (
            lambda who: say_same(actor=who, kept_ref=HALL.ref, other_ref=SAME_HALL.ref),
            lambda who: say_apart(actor=who, one_ref=HALL.ref, other_ref=SAME_HALL.ref),
            lambda who: take_back(actor=who, ref=ref),
        ):
            with pytest.raises(DoubleGone):
                say(nobody)
    animator = mandated(Role.ANIMATOR, network=network, zone="departement", zone_code="48").viewer
    said = say_same(actor=animator, kept_ref=HALL.ref, other_ref=SAME_HALL.ref)
    row = SamePlace.objects.get(ref=said.ref)
    assert (row.said_as, row.author_id) == ("animation", animator.user_id)


@pytest.mark.parametrize("other", [HALL.ref, "absente", "nul\x00"])
def test_sheets_that_are_not_two_are_refused(other):
    with pytest.raises(DoubleGone):
        say_same(actor=OPERATOR, kept_ref=HALL.ref, other_ref=other)


def test_each_verdict_has_its_line_in_the_journal():
    ref = unite(HALL, SAME_HALL)
    undo(ref)
    assert JournalEntry.objects.filter(subject=ref).count() == 2


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["unir", "unir", "distinguer", "annuler"]),
        st.permutations(REFS),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@settings(
    deadline=None,
    derandomize=True,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS, st.randoms(use_true_random=False))
def test_no_merge_and_no_undo_loses_a_relation(steps, random):
    with transaction.atomic():
        first, said = here.world(), []
        for step in steps:
            _take(step, said)
            _everything_is_somewhere()
        random.shuffle(said)
        for ref in said:
            undo(ref)
            _everything_is_somewhere()
        assert here.world() == first
        transaction.set_rollback(True)


def _take(step, said):
    what, (one, other, *_rest), choice = step
    names = ("telephone", "nom", "adresse", "point", "horaires")
    try:
        if what == "unir":
            chosen = dict.fromkeys(names, choice)
            found = say_same(actor=OPERATOR, kept_ref=one, other_ref=other, chosen=chosen)
        elif what == "distinguer":
            found = say_apart(actor=OPERATOR, one_ref=one, other_ref=other)
        else:
            if said:
                undo(said[len(said) // 2])
            return
    except DoubleConflict:
        return
    if found.is_new:
        said.append(found.ref)


def _everything_is_somewhere():
    """Every row hangs from one sheet that is shown, and is seen from there."""
    sheets = {ref: sheet(ref) for ref in REFS}
    homes = {ref: one.card.ref for ref, one in sheets.items()}
    shown_ones = set(homes.values())
    lines, comes, planned = here.grouped(), here.comes(), here.planned()
    assert all(homes[one] == one for one in shown_ones)
    assert set(listed()) == shown_ones
    assert sum(1 + others for others in lines.values()) == len(shown_ones)
    assert all(homes[ref] in shown_ones for _row, ref in here.hanging())
    services = {one: {service.ref for service in sheets[one].services} for one in shown_ones}
    for row in Service.objects.select_related("place"):
        assert row.ref in services[homes[row.place.ref]]
        assert (row.ref, homes[row.place.ref]) in planned
    for row, ref in here.hanging():
        if hasattr(row, "service"):
            assert row.service.ref in services[homes[ref]]
            assert (row.service.ref, homes[ref]) in comes
    originals = [row["nom"] for one in shown_ones for _title, row in sheets[one].originals]
    assert sorted(originals) == sorted(one.name for one in here.SHEETS)
