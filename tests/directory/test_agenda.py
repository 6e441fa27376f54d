"""Who is present where and when: the week on the page."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from entrelieux.directory.agenda.asking import agenda_for
from entrelieux.directory.agenda.cards import AgendaGone, AgendaParams
from entrelieux.directory.models import PermanenceChange, Place, Service
from entrelieux.kernel.viewer import ANYONE
from tests.directory.factories import organisation, permanence, place, publish, service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]

# Monday 23 November 2026, 8:00 in Paris.
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FIRM = organisation("La structure")
HOME = place("La maison", lon=3.86, lat=44.73)
HALL = place("La mairie", lon=3.86, lat=44.75, adresse="1 place du Marché")
SCHOOL = place("L'école", lon=3.86, lat=44.76)
ADVICE = service("Conseil", FIRM, HOME)
_numbers = iter(range(1, 10_000))


def say(kind, **values):
    """What a structure says of one date of « Conseil »."""
    number = next(_numbers)
    values = {
        "service": Service.objects.get(name="Conseil"),
        "reason": "Formation",
        "organisation_ref": FIRM.ref,
        "said_at": NOW,
        **values,
    }
    return PermanenceChange.objects.create(
        ref=f"changement-{number}", key=str(number), kind=kind, **values
    )


def at(draft):
    return Place.objects.get(ref=draft.ref)


def agenda(now=NOW, **asked):
    asked = asked or {"commune": "48080"}
    return agenda_for(ANYONE, AgendaParams(**asked), now)


def lines(page):
    return [
        (day.day.day, one.start // 4, one.place.name, str(one.state))
        for day in page.days
        for one in day.presences
    ]


def weekly(horaires="Tu 09:00-12:00", **values):
    publish(FIRM, HOME, HALL, SCHOOL, ADVICE, permanence(ADVICE, HALL, horaires, **values))


def test_a_week_shows_who_comes_day_by_day():
    weekly("Tu,Th 09:00-12:00")
    page = agenda()
    assert lines(page) == [(24, 9, "La mairie", "sure"), (26, 9, "La mairie", "sure")]
    assert page.days[0].name == "mardi 24 novembre"
    assert page.days[0].presences[0].hours == "9\N{NO-BREAK SPACE}h–12\N{NO-BREAK SPACE}h"
    assert page.next == page.days[0].presences[0]


def test_what_the_place_itself_offers_all_week_is_no_permanence():
    weekly("Tu 09:00-12:00")
    assert {one.place.name for one in agenda().days[0].presences} == {"La mairie"}


def test_a_bus_is_in_the_agenda_at_each_of_its_stops():
    stop = place("Le bus, place du marché", itinerant=True, lon=3.86, lat=44.74)
    publish(FIRM, stop, service("Bus", FIRM, stop, horaires="We[4] 14:00-17:00"))
    page = agenda()
    assert lines(page) == [(25, 14, "Le bus, place du marché", "sure")]
    assert page.days[0].presences[0].is_round


def test_the_nearest_minutes_or_kilometres_decide_who_is_shown():
    far = place("Loin", lon=3.5, lat=44.5, commune="Mende", code_insee="48095")
    publish(FIRM, far, HOME, ADVICE, permanence(ADVICE, far, "Tu 09:00-12:00"))
    assert lines(agenda(commune="48080", minutes=15)) == []
    assert lines(agenda(commune="48080", minutes=120)) == [(24, 9, "Loin", "sure")]
    assert lines(agenda(commune="48080", rayon_km=5)) == []
    assert lines(agenda(commune="48080", rayon_km=60)) == [(24, 9, "Loin", "sure")]


def test_a_place_and_a_structure_have_their_own_agenda():
    other = organisation("Une autre")
    visit = service("Visite", other, HOME)
    publish(
        FIRM, other, HOME, HALL, SCHOOL, ADVICE, visit,
        permanence(ADVICE, HALL, "Tu 09:00-12:00"), permanence(visit, SCHOOL, "We 09:00-12:00"),
    )  # fmt: skip
    assert lines(agenda(lieu=HALL.ref)) == [(24, 9, "La mairie", "sure")]
    assert lines(agenda(structure=other.ref)) == [(25, 9, "L'école", "sure")]


@pytest.mark.parametrize("asked", [{"lieu": "absent"}, {"structure": "absente"}, {"lieu": "\x00"}])
def test_what_is_absent_has_no_agenda(asked):
    weekly()
    with pytest.raises(AgendaGone):
        agenda(**asked)


def test_a_permanence_begins_and_ends_on_its_days():
    weekly("Mo-Fr 09:00-12:00", starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 26))
    assert [day for day, *_ in lines(agenda())] == [25, 26]


def test_a_public_holiday_that_the_rule_does_not_settle_is_to_be_checked():
    weekly("Fr 09:00-12:00")
    page = agenda(commune="48080", semaine=date(2026, 12, 25))
    assert lines(page) == [(25, 9, "La mairie", "doubtful")]
    assert page.days[0].holiday == "Noël"
    assert page.days[0].presences[0].note == "jour férié : horaires à vérifier"


def test_a_rule_that_closes_on_public_holidays_is_believed():
    weekly("Fr 09:00-12:00; PH off")
    assert lines(agenda(commune="48080", semaine=date(2026, 12, 25))) == []


def test_a_cancelled_date_is_said_with_its_reason_and_is_not_the_next_one():
    weekly("Tu,Th 09:00-12:00")
    say("annulee", place=at(HALL), day=date(2026, 11, 24))
    page = agenda()
    assert lines(page) == [(24, 9, "La mairie", "cancelled"), (26, 9, "La mairie", "sure")]
    assert page.days[0].presences[0].reason == "Formation"
    assert page.next.day == date(2026, 11, 26)


def test_a_moved_date_is_shown_where_it_goes_and_where_it_was():
    weekly("Tu 09:00-12:00")
    say(
        "deplacee", place=at(HALL), day=date(2026, 11, 24),
        new_place=at(SCHOOL), new_day=date(2026, 11, 26), new_opens=56, new_closes=64,
    )  # fmt: skip
    page = agenda()
    assert lines(page) == [(24, 9, "La mairie", "cancelled"), (26, 14, "L'école", "sure")]
    gone, come = (day.presences[0] for day in page.days)
    assert gone.moved == "déplacée\xa0: jeudi 26 novembre, 14 h–16 h, L'école"
    assert come.moved == "au lieu du mardi 24 novembre, La mairie"


def test_an_added_date_is_shown_even_where_nobody_comes_otherwise():
    weekly("Tu 09:00-12:00")
    say("ajoutee", new_place=at(SCHOOL), new_day=date(2026, 11, 28), new_opens=40, new_closes=48)
    assert lines(agenda())[1:] == [(28, 10, "L'école", "sure")]
    assert lines(agenda(lieu=SCHOOL.ref)) == [(28, 10, "L'école", "sure")]
    assert lines(agenda(lieu=HALL.ref)) == [(24, 9, "La mairie", "sure")]


def test_a_change_taken_back_changes_nothing():
    weekly("Tu 09:00-12:00")
    say("annulee", place=at(HALL), day=date(2026, 11, 24), withdrawn_at=NOW)
    assert lines(agenda()) == [(24, 9, "La mairie", "sure")]


def test_who_comes_on_unknown_days_is_said_and_not_left_out():
    weekly('"sur rendez-vous"')
    page = agenda()
    assert page.days == ()
    assert [one.place.name for one in page.undated] == ["La mairie"]
    assert page.next is None


def test_an_import_keeps_what_a_structure_said():
    weekly("Tu 09:00-12:00")
    say("annulee", place=at(HALL), day=date(2026, 11, 24))
    weekly("Tu 10:00-12:00", note="Salle du conseil")
    assert lines(agenda()) == [(24, 10, "La mairie", "cancelled")]


def test_an_import_that_forgets_then_remembers_keeps_it_too():
    weekly("Tu 09:00-12:00")
    say("annulee", place=at(HALL), day=date(2026, 11, 24))
    publish(FIRM, HOME, HALL, ADVICE)
    assert lines(agenda()) == []
    weekly("Tu 09:00-12:00")
    assert lines(agenda()) == [(24, 9, "La mairie", "cancelled")]


def test_weeks_follow_one_another_from_this_one_to_a_year():
    weekly()
    page = agenda()
    assert page.previous is None
    assert page.following == date(2026, 11, 30)
    far = agenda(commune="48080", semaine=date(2030, 1, 1))
    assert far.following is None
    assert lines(far) == [(far.monday.day + 1, 9, "La mairie", "sure")]
    assert agenda(commune="48080", semaine=date(2020, 1, 1)).monday == date(2026, 11, 23)


def test_the_clock_of_the_next_permanence_is_that_of_the_place():
    there = {"commune": "Saint-Denis", "code_insee": "97411", "code_postal": "97400"}
    island = place("Là-bas", lon=55.45, lat=-20.88, **there)
    publish(FIRM, island, ADVICE, HOME, permanence(ADVICE, island, "Mo 09:00-11:00"))
    # 8:30 in Paris is 11:30 on Réunion: this morning's permanence is over there.
    late = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert agenda(late, lieu=island.ref).next.day == date(2026, 11, 30)


class TestPage:
    @pytest.fixture(autouse=True)
    def at_that_time(self):
        with time_machine.travel(NOW, tick=False):
            yield

    def test_without_a_commune_only_the_form_is_there(self, client):
        page = client.get("/agenda/")
        assert page.status_code == 200
        assert "Commune" in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    def test_it_says_the_next_one_the_week_and_the_calendar(self, client):
        weekly("Tu 09:00-12:00", note="Salle du conseil")
        text = (
            client.get("/agenda/?commune=langogne")
            .content.decode()
            .replace("\N{NO-BREAK SPACE}", " ")
        )
        for said in ("Prochaine permanence", "mardi 24 novembre", "La mairie", "Salle du conseil"):
            assert said in text
        assert "/agenda.ics?commune=48080&amp;minutes=30" in text

    def test_a_cancelled_date_is_struck_and_explained(self, client):
        weekly("Tu 09:00-12:00")
        say("annulee", place=at(HALL), day=date(2026, 11, 24))
        text = (
            client.get("/agenda/?commune=48080").content.decode().replace("\N{NO-BREAK SPACE}", " ")
        )
        assert "<s>9 h–12 h</s>" in text
        assert "Formation" in text

    def test_an_empty_week_leads_to_the_next_date(self, client):
        weekly("Tu[2] 09:00-12:00")
        text = (
            client.get("/agenda/?commune=48080").content.decode().replace("\N{NO-BREAK SPACE}", " ")
        )
        assert "Personne ne vient cette semaine-là" in text
        assert "semaine=2026-12-08" in text

    def test_an_unknown_commune_is_said_beside_its_field(self, client):
        weekly()
        page = client.get("/agenda/?commune=zzzzzz")
        assert page.status_code == 400
        assert "commune-erreur" in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    def test_homonyms_are_proposed(self, client):
        weekly()
        page = client.get("/agenda/?commune=saint-denis")
        assert page.status_code == 200
        assert "De quelle commune" in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    @pytest.mark.parametrize("asked", ["lieu=absent", "structure=absente"])
    def test_an_absent_agenda_is_not_found(self, client, asked):
        weekly()
        assert client.get(f"/agenda/?{asked}").status_code == 404
        assert client.get(f"/agenda.ics?{asked}").status_code == 404
