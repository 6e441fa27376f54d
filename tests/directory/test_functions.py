"""A place says what it allows, since when, and what it does not do; filters and sheet follow."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from entrelieux.directory import selectors
from entrelieux.directory.functions.errors import LifeError, LifeGone
from entrelieux.directory.functions.selectors import life_of
from entrelieux.directory.functions.services import Nature, end, mend, say, take_back
from entrelieux.directory.models import Place, PlaceFunction, PlaceLimit, Publication, Space
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import Acting, Role, Viewer
from tests.directory.factories import TODAY, organisation, place, publish, service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
FIRM = organisation("La Fabrique")
LAB = place("La Fabrique", kind="fablab")
OPEN = service("Atelier ouvert", FIRM, LAB)
HOLDER = Viewer(7, mandates=(Acting(Role.PLACE_HOLDER, organisation=FIRM.ref),))
WORKSHOP = {"code": "atelier_artisanal", "hours_week": Decimal(12)}
FEBRUARY, MARCH = date(2025, 2, 1), date(2025, 3, 1)


@pytest.fixture(autouse=True)
def published():
    with time_machine.travel("2026-11-23 10:00 +0100", tick=False):
        publish(FIRM, LAB, OPEN)
        yield


def said(values=WORKSHOP, nature=Nature.FUNCTION, actor=HOLDER):
    return say(actor=actor, place_ref=LAB.ref, nature=nature, values=values)


def life(day=TODAY):
    return life_of(HOLDER, Place.objects.get(ref=LAB.ref).pk, today=day)


def labels(cards):
    return [one.label for one in cards]


def test_what_is_said_is_shown_and_found_at_once(found):
    assert found(fonction="atelier_artisanal") == []
    said()
    assert found(fonction="atelier_artisanal") == ["La Fabrique"]
    assert labels(life().stated) == ["Atelier d’artisanat"]
    assert life().deduced == ("Fabrication numérique",)
    line = JournalEntry.objects.latest("pk")
    assert (line.subject, line.verb) == (LAB.ref, "dire : fonction d'un lieu")


def test_said_twice_it_is_written_once():
    before = Publication.objects.count()
    assert said() == said()
    assert PlaceFunction.objects.count() == 1
    assert Publication.objects.count() == before + 1


def test_a_function_is_found_only_between_its_dates(found):
    said({**WORKSHOP, "starts_on": MARCH, "ends_on": date(2025, 12, 31)})
    assert found(fonction="atelier_artisanal") == []
    assert labels(life().past) == ["Atelier d’artisanat"]
    with time_machine.travel("2025-04-01 10:00 +0100", tick=False):
        assert found(fonction="atelier_artisanal") == ["La Fabrique"]


def test_what_ended_is_not_deduced_again(found):
    assert found(fonction="fabrication_numerique") == ["La Fabrique"]
    said({"code": "fabrication_numerique", "ends_on": FEBRUARY})
    assert found(fonction="fabrication_numerique") == []
    assert life().deduced == ()


def test_a_limit_takes_away_what_was_deduced_while_it_holds(found):
    no = {"code": "fabrication_numerique", "words": "Plus de machines", "said_on": MARCH}
    ref = said({**no, "ends_on": date(2026, 12, 1)}, Nature.LIMIT)
    assert found(fonction="fabrication_numerique") == []
    assert [one.words for one in life().limits] == ["Plus de machines"]
    with time_machine.travel("2026-12-02 10:00 +0100", tick=False):
        assert found(fonction="fabrication_numerique") == ["La Fabrique"]
    take_back(actor=HOLDER, nature=Nature.LIMIT, ref=ref)
    assert found(fonction="fabrication_numerique") == ["La Fabrique"]


def test_what_a_space_holds_is_found_and_what_it_allows_is_deduced(found):
    assert "La Fabrique" not in known(found, "wifi")
    room = {"name": "La grande salle", "kind": "salle-reunion", "equipment": ["wifi"], "seats": 30}
    said(room, Nature.SPACE)
    assert known(found, "wifi") == ["La Fabrique"]
    assert found(fonction="salle_reunion") == ["La Fabrique"]
    assert life().spaces[0].size == "30 personnes"
    assert "Salle de réunion" in life().deduced


def known(found, code):
    """Places known to hold it, others being kept in doubt."""
    params = selectors.DirectoryParams(equipement=(code,))
    page = selectors.place_list(selectors.ANYONE, params)
    return [one.card.name for one in page.found if not one.doubts]


def test_what_was_mistaken_is_mended_without_being_lost():
    ref = said()
    mend(actor=HOLDER, nature=Nature.FUNCTION, ref=ref, values={"hours_week": Decimal(2)})
    assert [one.hours for one in life().stated] == ["2 h par semaine"]
    there = PlaceFunction.objects.get(ref=ref)
    assert there.hours_week == 12
    assert there.withdrawn_at
    assert life().steps == ()


def test_what_changed_on_a_day_was_so_before():
    ref = said({**WORKSHOP, "starts_on": FEBRUARY})
    said({"code": "formation", "hours_week": Decimal(12), "starts_on": FEBRUARY})
    mend(
        actor=HOLDER,
        nature=Nature.FUNCTION,
        ref=ref,
        values={"hours_week": Decimal(4)},
        since=MARCH,
    )
    first, second = life().steps
    assert (first.day, first.effective) == (FEBRUARY, 2)
    assert (second.day, round(second.effective, 2), second.appeared) == (MARCH, 1.75, ())


def test_ended_it_is_ended_once_and_can_be_ended_on_another_day():
    ref = said({**WORKSHOP, "starts_on": FEBRUARY})
    ended = end(actor=HOLDER, nature=Nature.FUNCTION, ref=ref, last_day=MARCH)
    assert end(actor=HOLDER, nature=Nature.FUNCTION, ref=ended, last_day=MARCH) == ended
    end(actor=HOLDER, nature=Nature.FUNCTION, ref=ended, last_day=MARCH + timedelta(1))
    assert [one.dates for one in life().past] == ["du 1er février 2025 au 2 mars 2025"]
    with pytest.raises(LifeGone):
        end(actor=HOLDER, nature=Nature.FUNCTION, ref=ref, last_day=MARCH)


@pytest.mark.parametrize(
    ("nature", "values", "field"),
    [
        (Nature.FUNCTION, {}, "code"),
        (Nature.FUNCTION, {"code": "inconnu"}, "code"),
        (Nature.FUNCTION, {"code": "atelier_artisanal", "hours_week": Decimal(2)}, "code"),
        (Nature.FUNCTION, {"code": "commerce", "hours_week": Decimal(169)}, "hours_week"),
        (Nature.FUNCTION, {"code": "commerce", "hours_week": Decimal(0)}, "hours_week"),
        (Nature.FUNCTION, {"code": "commerce", "starts_on": date(1066, 1, 1)}, "starts_on"),
        (Nature.FUNCTION, {"code": "commerce", "starts_on": MARCH, "ends_on": FEBRUARY}, "ends_on"),
        (Nature.FUNCTION, {"code": "commerce", "note": "x" * 301}, "note"),
        (Nature.LIMIT, {"said_on": MARCH, "words": ""}, "words"),
        (Nature.LIMIT, {"said_on": MARCH, "words": "non", "code": "atelier_artisanal"}, "code"),
        (Nature.SPACE, {"name": ""}, "name"),
        (Nature.SPACE, {"name": "Salle", "equipment": ["canon"]}, "equipment"),
        (Nature.SPACE, {"name": "Salle", "kind": "donjon"}, "kind"),
        (Nature.SPACE, {"name": "Salle", "seats": 0}, "seats"),
        (Nature.SPACE, {"name": "Salle", "surface_m2": 100_001}, "surface_m2"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_written(nature, values, field):
    said()
    count = Publication.objects.count()
    with pytest.raises(LifeError) as refused:
        said(values, nature)
    assert refused.value.field == field
    assert Publication.objects.count() == count
    assert not PlaceLimit.objects.exists()
    assert not Space.objects.exists()


def test_what_a_place_does_not_do_is_not_said_to_be_done():
    said({"code": "commerce", "words": "Nous ne vendons rien", "said_on": MARCH}, Nature.LIMIT)
    with pytest.raises(LifeError, match="ne le fait pas"):
        said({"code": "commerce"})
    assert said({"code": "commerce", "ends_on": FEBRUARY})


@pytest.mark.parametrize(
    "actor",
    [
        Viewer(),
        Viewer(1),
        Viewer(1, is_operator=True),
        Viewer(1, mandates=(Acting(Role.AGENT, organisation=FIRM.ref),)),
        Viewer(1, mandates=(Acting(Role.PLACE_HOLDER, organisation="une-autre"),)),
        Viewer(1, mandates=(Acting(Role.ANIMATOR, network="reseau"),)),
        Viewer(
            1,
            mandates=(
                Acting(
                    Role.PLACE_HOLDER, organisation=FIRM.ref, zone="departement", zone_code="75"
                ),
            ),
        ),
    ],
)
def test_nobody_else_speaks_for_the_place(actor):
    ref = said()
    what = {"actor": actor, "nature": Nature.FUNCTION, "ref": ref}
    for act in (
        lambda: said({"code": "commerce"}, actor=actor),
        lambda: mend(**what, values={"note": "non"}),
        lambda: end(**what, last_day=TODAY),
        lambda: take_back(**what),
    ):
        with pytest.raises(LifeGone):
            act()
    assert PlaceFunction.objects.get().withdrawn_at is None


def test_a_structure_that_only_passes_does_not_speak_for_its_host():
    passing = organisation("De passage")
    publish(passing, service("Permanence", passing))
    actor = Viewer(1, mandates=(Acting(Role.ADMINISTRATOR, organisation=passing.ref),))
    with pytest.raises(LifeGone):
        said(actor=actor)
