"""What is said of a place here goes before its producer, and is never lost nor imposed."""

from dataclasses import replace
from datetime import date

import pytest

from entrelieux.directory.models import Place, PlaceStatement, Publication
from entrelieux.directory.stating import PlaceAbsent, StatementError, state, take_back
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import OPERATOR
from tests.directory.factories import place, publish

pytestmark = pytest.mark.django_db
MAIRIE = place("Mairie", telephone="0466000000", horaires="Mo 09:00-12:00")


def say(**said):
    return state(actor=OPERATOR, place_ref=MAIRIE.ref, said=said, manner="reponse")


def shown():
    return Place.objects.get(ref=MAIRIE.ref)


def lines():
    return JournalEntry.objects.filter(subject=MAIRIE.ref).count()


def test_no_import_takes_away_what_was_said_here():
    publish(MAIRIE)
    assert say(telephone="0466111111") == 1
    publish(MAIRIE)
    publish(replace(MAIRIE, telephone="0466222222", courriel="mairie@exemple.test"))
    assert (shown().telephone, shown().courriel) == ("0466111111", "mairie@exemple.test")


def test_taken_back_the_producer_s_value_of_today_is_there_again():
    publish(MAIRIE)
    say(telephone="0466111111")
    publish(replace(MAIRIE, telephone="0466222222"))
    ref = PlaceStatement.objects.get().ref
    for _ in range(2):
        take_back(actor=OPERATOR, ref=ref)
    assert shown().telephone == "0466222222"
    assert PlaceStatement.objects.get().withdrawn_at
    assert lines() == 2
    publish(replace(MAIRIE, telephone="0466333333"))
    assert shown().telephone == "0466333333"


def test_the_same_draft_again_writes_nothing_under_a_statement():
    publish(MAIRIE)
    say(telephone="0466111111", horaires="Tu 09:00-12:00")
    before = Publication.objects.count()
    publish(MAIRIE)
    assert Publication.objects.count() == before


def test_what_is_there_already_is_no_statement_and_the_producer_may_still_change_it():
    publish(MAIRIE)
    assert say(telephone="0466000000") == 0
    assert not PlaceStatement.objects.exists()
    assert lines() == 0
    publish(replace(MAIRIE, telephone="0466222222"))
    assert shown().telephone == "0466222222"


def test_saying_what_the_producer_gives_ends_what_was_said():
    publish(MAIRIE)
    say(telephone="0466111111")
    say(telephone="0466000000")
    assert not PlaceStatement.objects.filter(withdrawn_at=None).exists()
    publish(replace(MAIRIE, telephone="0466222222"))
    assert shown().telephone == "0466222222"


def test_said_twice_the_last_holds_and_the_first_is_kept():
    publish(MAIRIE)
    say(telephone="0466111111")
    say(telephone="0466222222")
    assert shown().telephone == "0466222222"
    rows = PlaceStatement.objects.order_by("pk")
    assert [(row.value, row.given, bool(row.withdrawn_at)) for row in rows] == [
        ("0466111111", "0466000000", True),
        ("0466222222", "0466000000", False),
    ]


def test_hours_said_here_reach_plans_and_a_telephone_does_not_rebuild_them():
    publish(replace(MAIRIE, horaires="", horaires_problem="illisible"))
    say(telephone="0466111111")
    assert Publication.objects.order_by("-pk")[0].of_dates
    say(horaires="Tu 09:00-12:00")
    assert not Publication.objects.order_by("-pk")[0].of_dates
    assert shown().horaires_problem == ""


def test_a_confirmation_changes_a_date_and_nothing_else():
    publish(replace(MAIRIE, confirmed_on=date(2024, 1, 1)))
    day = date(2026, 11, 23)
    for _ in range(2):
        state(actor=OPERATOR, place_ref=MAIRIE.ref, said={}, manner="reponse", confirmed_on=day)
    assert (shown().said_on, shown().confirmed_on) == (day, date(2024, 1, 1))
    assert lines() == 1
    publish(replace(MAIRIE, confirmed_on=date(2025, 1, 1), telephone="0466222222"))
    assert (shown().said_on, shown().telephone) == (day, "0466222222")


@pytest.mark.parametrize(
    "said", [{"ref": "x"}, {"source_id": 1}, {"telephone": "0" * 61}, {"lat": "nord"}]
)
def test_a_value_that_cannot_be_is_refused_whole(said):
    publish(MAIRIE)
    with pytest.raises(StatementError) as refused:
        say(courriel="a@exemple.test", **said)
    assert refused.value.field in said
    assert shown().courriel == ""


def test_an_absent_place_has_nothing_to_be_said_of():
    with pytest.raises(PlaceAbsent):
        say(telephone="0466111111")
    with pytest.raises(PlaceAbsent):
        take_back(actor=OPERATOR, ref="absente")
