"""From when until when: what does not exist on a day is not offered on it, and it is said."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from entrelieux.directory.agenda.rows import Scope, comings
from entrelieux.directory.asking import DirectoryParams
from entrelieux.directory.catalogue import current_catalogue, offers_behind
from entrelieux.directory.confirming.history import history_of
from entrelieux.directory.drafts import RecordDraft, ValidityDraft
from entrelieux.directory.following_changes import changes_after, cursor_now
from entrelieux.directory.functions.errors import LifeError
from entrelieux.directory.functions.services import Nature, end, mend, say, take_back
from entrelieux.directory.models import Place, Service, Validity
from entrelieux.directory.reading_back import offer_read_back
from entrelieux.directory.selectors import place_for, place_list, table_of, visible_source_ids
from entrelieux.interchange.exporting.services import exported
from entrelieux.kernel.viewer import ANYONE, Acting, Role, Viewer
from tests.directory.factories import REAL, organisation, permanence, place, publish, service
from tests.signing import mandated, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
THEME = "numerique--maitriser-les-fondamentaux-du-numerique"
NOON = "2026-11-23 12:00 +0100"
TODAY = date(2026, 11, 23)
LINE = RecordDraft(REAL.slug, "1", {"nom": "Le Fil"})
MILL = replace(place("Le Fil", lon=3.85, lat=44.72, producer_id="fil"), record_keys=("1",))
HALL = place("La Halle", lon=3.9, lat=44.8, producer_id="halle")
GUILD = organisation("La Guilde")
WORKSHOP, DESK = (
    service(name, GUILD, MILL, thematiques=(THEME,), modes_accueil=("en-presentiel",))
    for name in ("Atelier", "Accueil")
)
VISIT = permanence(WORKSHOP, HALL, "Tu 09:00-12:00")
HOLDER = Viewer(7, mandates=(Acting(Role.PLACE_HOLDER, organisation=GUILD.ref),))
PERIOD = ValidityDraft("p1", MILL.ref, REAL.slug, WORKSHOP.ref, None, date(2026, 6, 30), None, "1")


@pytest.fixture(autouse=True)
def published():
    with time_machine.travel(NOON):
        publish(
            LINE, MILL, HALL, GUILD, WORKSHOP, DESK, permanence(WORKSHOP, HALL, "Tu 09:00-12:00")
        )
        yield


def dated(of="", first=None, last=None):
    values = {"service_ref": of and of.ref, "starts_on": first, "ends_on": last}
    return say(actor=HOLDER, place_ref=MILL.ref, nature=Nature.PERIOD, values=values)


def on(day):
    return time_machine.travel(f"{day} 12:00 +0100", tick=False)


def offered(day):
    """(service, place) of every offer of the plans of a day, as their cards are read."""
    with on(day):
        catalogue = current_catalogue(day)
        keys = zip(catalogue.service.tolist(), catalogue.place.tolist(), strict=True)
        cards = offers_behind(keys).values()
        assert len(cards) == len(catalogue.service)
    return {(card.service.name, card.place.name) for card in cards}


def listed(day):
    with on(day):
        return {one.card.name for one in place_list(ANYONE, DirectoryParams()).found}


ALL = {("Atelier", "Le Fil"), ("Atelier", "La Halle"), ("Accueil", "Le Fil")}
AT_HOME = {("Accueil", "Le Fil")}


def test_both_days_count_and_plans_follow_without_anything_being_published():
    dated(WORKSHOP, date(2026, 12, 1), date(2026, 12, 2))
    days = [date(2026, 11, 30) + timedelta(n) for n in range(4)]
    assert [offered(day) == ALL for day in days] == [False, True, True, False]
    assert offered(days[0]) == offered(days[3]) == AT_HOME


def test_a_place_outside_its_dates_leaves_the_list_and_keeps_its_sheet():
    dated(last=date(2026, 11, 30))
    assert listed(date(2026, 11, 30)) == {"Le Fil", "La Halle"}
    assert listed(date(2026, 12, 1)) == {"La Halle"}
    assert offered(date(2026, 12, 1)) == {("Atelier", "La Halle")}
    with on(date(2026, 12, 1)):
        sheet = place_for(ANYONE, MILL.ref)
        assert (sheet.is_outside, sheet.dates) == (True, "terminé depuis le 1er décembre 2026")
        page = visitor().client.get(f"/lieux/{MILL.ref}/")
        assert "terminé depuis le" in page.content.decode()


@pytest.mark.parametrize(
    ("first", "last", "words", "is_there"),
    [
        (None, date(2026, 12, 31), "jusqu’au 31 décembre 2026", True),
        (date(2026, 12, 1), None, "à partir du 1er décembre 2026", False),
        (None, date(2026, 6, 30), "terminé depuis le 1er juillet 2026", False),
        (date(2026, 1, 1), None, "depuis le 1er janvier 2026", True),
    ],
)
def test_the_sheet_says_it_and_counts_what_is_there_alone(first, last, words, is_there):
    dated(WORKSHOP, first, last)
    sheet = place_for(ANYONE, MILL.ref)
    there, elsewhere = ([one.name for one in x] for x in (sheet.services, sheet.other_days))
    assert ("Atelier" in there) == is_there
    assert ("Atelier" in elsewhere) != is_there
    (card,) = [one for one in (*sheet.services, *sheet.other_days) if one.name == "Atelier"]
    assert card.dates.replace("\N{NO-BREAK SPACE}", " ") == words
    page = visitor().client.get(f"/lieux/{MILL.ref}/").content.decode()
    assert words in page.replace("\N{NO-BREAK SPACE}", " ")
    said = visitor().client.get(f"/api/v1/places/{MILL.ref}").json()
    assert [one["nom"] for one in said["services_d_autres_dates"]] == elsewhere


def test_filters_agenda_and_national_files_leave_it_out_and_our_own_file_says_it():
    dated(WORKSHOP, last=date(2026, 6, 30))
    dated(DESK, first=date(2027, 1, 1))
    table = table_of(ANYONE)[2]
    assert (table.quality[table.pk == Place.objects.get(ref=MILL.ref).pk] == 9).all()
    assert comings(Scope(), visible_source_ids(ANYONE), TODAY) == []
    for name in ("data-inclusion-services", "mediation"):
        told = exported(offer_read_back(ANYONE), name, incomplete=True)
        assert "Atelier" not in json.dumps(told.rows)
    assert not exported(offer_read_back(ANYONE), "data-inclusion-services", incomplete=True).rows
    (first, last) = exported(offer_read_back(ANYONE), "entrelieux-periodes").rows
    assert (first["fin"], last["debut"]) == ("2026-06-30", "2027-01-01")


def test_what_the_holder_mends_stands_whatever_the_file_says_then():
    publish(LINE, MILL, HALL, GUILD, WORKSHOP, DESK, PERIOD)
    assert ("Atelier", "Le Fil") not in offered(TODAY)
    mend(actor=HOLDER, nature=Nature.PERIOD, ref="p1", values={"ends_on": date(2027, 6, 30)})
    assert ("Atelier", "Le Fil") in offered(TODAY)
    publish(LINE, MILL, HALL, GUILD, WORKSHOP, DESK, replace(PERIOD, ends_on=date(2026, 7, 31)))
    assert ("Atelier", "Le Fil") in offered(TODAY)


def test_what_a_file_no_longer_says_is_no_longer_so():
    publish(LINE, MILL, HALL, GUILD, WORKSHOP, DESK, PERIOD)
    publish(LINE, MILL, HALL, GUILD, WORKSHOP, DESK)
    assert not Validity.objects.exists()


def test_each_word_changes_the_sheet_for_who_follows():
    for act in (
        lambda: publish(LINE, MILL, HALL, GUILD, WORKSHOP, DESK, PERIOD),
        lambda: publish(LINE, MILL, HALL, GUILD, WORKSHOP, DESK, replace(PERIOD, ends_on=TODAY)),
        lambda: end(actor=HOLDER, nature=Nature.PERIOD, ref="p1", last_day=date(2027, 1, 1)),
    ):
        cursor = cursor_now()
        act()
        assert MILL.ref in {one.ref for one in changes_after(ANYONE, cursor, limit=9)[0]}


def test_the_history_keeps_the_days_that_have_come():
    ref = dated(WORKSHOP, date(2026, 1, 5), date(2026, 6, 30))
    told = [(one.kind, one.on, one.after) for one in history_of(ANYONE, MILL.ref).events]
    assert ("commence", date(2026, 1, 5), "Atelier") in told
    assert ("finit", date(2026, 6, 30), "Atelier") in told
    assert "premier jour" in visitor().client.get(f"/lieux/{MILL.ref}/histoire/").content.decode()
    take_back(actor=HOLDER, nature=Nature.PERIOD, ref=ref)
    assert offered(TODAY) == ALL


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"service_ref": "absent", "ends_on": TODAY},
        {"starts_on": TODAY, "ends_on": date(2026, 1, 1)},
        {"starts_on": date(2026, 3, 1)},
    ],
)
def test_dates_that_say_nothing_or_cross_others_are_refused_in_words(values):
    dated(last=date(2026, 12, 31))
    with pytest.raises(LifeError):
        say(actor=HOLDER, place_ref=MILL.ref, nature=Nature.PERIOD, values=values)


def test_the_form_names_the_services_and_says_what_is_wrong():
    client = mandated(Role.PLACE_HOLDER, organisation=GUILD.ref).client
    page = f"/lieux/{MILL.ref}/fonctions/"
    form = client.get(f"{page}ajouter/periode/").content.decode()
    assert "Atelier" in form
    assert "le lieu lui-même" in form
    wrong = client.post(f"{page}ajouter/periode/", {"service": WORKSHOP.ref})
    assert (wrong.status_code, 'href="#depuis"' in wrong.content.decode()) == (422, True)
    asked = {"service": WORKSHOP.ref, "depuis": "2027-01-04"}
    assert client.post(f"{page}ajouter/periode/", asked).status_code == 303
    assert "à partir du 4 janvier 2027" in client.get(page).content.decode()


SEASONS = st.lists(
    st.tuples(st.none() | st.integers(-9, 9), st.none() | st.integers(-9, 9)).filter(
        lambda one: one != (None, None) and (None in one or one[0] <= one[1])
    ),
    max_size=3,
)


def day_of(number):
    return None if number is None else TODAY + timedelta(number)


@settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(SEASONS, SEASONS, SEASONS)
def test_on_each_day_plans_hold_what_the_dates_of_that_day_hold(of_place, workshop, desk):
    said = {"": of_place, WORKSHOP.ref: workshop, DESK.ref: desk}
    publish(
        LINE, MILL, HALL, GUILD, WORKSHOP, DESK, VISIT,
        *(
            replace(
                PERIOD, ref=f"{of}-{n}", service_ref=of,
                starts_on=day_of(first), ends_on=day_of(last),
            )
            for of, seasons in said.items()
            for n, (first, last) in enumerate(seasons)
        ),
    )  # fmt: skip
    for number in range(-11, 12, 2):
        exists = {
            of: not seasons
            or any((a is None or a <= number) and (b is None or number <= b) for a, b in seasons)
            for of, seasons in said.items()
        }
        wanted = {
            (name, where)
            for name, where in ALL
            if exists[{"Atelier": WORKSHOP, "Accueil": DESK}[name].ref]
            and (where == "La Halle" or exists[""])
        }
        assert offered(day_of(number)) == wanted
    assert Service.objects.filter(withdrawn_on=None).count() == 2
