"""Arrays are built while those before answer: nobody waits, and nothing old bears a new mark."""

import gc

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from entrelieux.directory import building, catalogue, served, stating
from entrelieux.directory.adapters import build_catalogue
from entrelieux.directory.models import PlaceStatement
from entrelieux.directory.selectors import place_for, table_of, visible_source_ids
from entrelieux.directory.tabling import build_table
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from tests.directory.factories import OTHER, organisation, place, publish, service
from tests.signing import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
MILL, HALL = (place(name, lon=3.85, lat=44.72) for name in ("Le Moulin", "La Halle"))
GUILD = organisation("La Guilde")
THEME = "numerique--maitriser-les-fondamentaux-du-numerique"
ADVICE = service("Conseil", GUILD, MILL, thematiques=(THEME,), modes_accueil=("en-presentiel",))
LIST = "/api/v1/places"


@pytest.fixture(autouse=True)
def waiting(monkeypatch, settings):
    """What is to be built in the background, by name: a test says when it is."""
    jobs = {}
    settings.BUILD_IN_BACKGROUND = True
    monkeypatch.setattr(catalogue, "_kept", None)
    for module in (served, catalogue):
        monkeypatch.setattr(module, "in_background", jobs.setdefault)
    publish(MILL, HALL, GUILD, ADVICE)
    return jobs


def finish(waiting):
    while waiting:
        waiting.popitem()[1]()


def say(name="Le Vieux Moulin", ref=MILL.ref):
    manner = PlaceStatement.Manner.HOLDER
    stating.state(actor=OPERATOR, place_ref=ref, said={"name": name}, manner=manner)


def listed(**headers):
    answer = visitor().client.get(LIST, headers=headers)
    return answer.status_code, answer.headers["ETag"], answer.content


def is_whole(day, one):
    """Whether a catalogue holds what building from nothing gives."""
    fresh = build_catalogue(sources=visible_source_ids(ANYONE), today=day)
    return all(
        np.array_equal(getattr(one.index, name), array)
        for name, array in fresh.index.to_arrays().items()
    )


def test_the_first_request_after_a_word_builds_nothing_itself(waiting, monkeypatch):
    listed()
    today = timezone.localdate()
    catalogue.current_catalogue(today)
    with monkeypatch.context() as patch:
        for module, name in ((served, "build_table"), (catalogue, "build_catalogue")):
            patch.setattr(module, name, lambda **_options: pytest.fail("somebody waited"))
        say()
        assert listed()[0] == 200
        catalogue.current_catalogue(today)
        assert "Le Vieux Moulin" in visitor().client.get(f"/lieux/{MILL.ref}/").content.decode()
    version, _sources, table, _fiction = table_of(ANYONE)
    assert version == served.shown_before()[:-1]
    assert set(waiting) == {"table of places", "catalogue of the offer"}
    finish(waiting)
    assert not served.shown_before()
    assert table_of(ANYONE)[0] != version
    assert table_of(ANYONE)[2] is not table
    assert is_whole(today, catalogue.current_catalogue(today))


def test_a_sheet_opens_and_closes_by_the_hours_just_said(waiting):
    listed()
    manner = PlaceStatement.Manner.HOLDER
    for hours in ("Mo 09:00-12:00", "Tu 14:00-17:00", ""):
        said = {"horaires": hours}
        stating.state(actor=OPERATOR, place_ref=MILL.ref, said=said, manner=manner)
        assert place_for(ANYONE, MILL.ref).texts == ((hours,) if hours else ())
    assert waiting


def test_what_is_drawn_from_older_arrays_bears_neither_the_new_mark_nor_a_date(waiting):
    first = listed()
    say("Zénith")
    answer = visitor().client.get(LIST)
    meanwhile = listed()
    assert "Last-Modified" not in answer
    finish(waiting)
    last = listed()
    assert len({first[1], meanwhile[1], last[1]}) == 3
    assert listed(if_none_match=meanwhile[1])[0] == 200
    assert listed(if_none_match=last[1])[0] == 304


def test_a_list_that_was_not_shown_before_is_waited_for(waiting):
    """What is shown together changes with it: fiction gives way to what is real, at once."""
    listed()
    publish(place("Ailleurs", OTHER))
    assert "Ailleurs" in listed()[2].decode()
    assert "table of places" not in waiting


def test_one_build_of_a_name_at_a_time_and_its_fault_stops_nobody(monkeypatch):
    begun = []

    class Thread:
        def __init__(self, target, args, **_options):
            begun.append(lambda: target(*args))

        def start(self):
            pass

    def fail():
        raise ValueError("broken")

    monkeypatch.setattr(building.threading, "Thread", Thread)
    monkeypatch.setattr(building.connections, "close_all", lambda: None)
    building.in_background("one", fail)
    building.in_background("one", fail)
    assert len(begun) == 1
    begun[0]()
    building.in_background("one", fail)
    assert len(begun) == 2
    begun[1]()


def test_the_search_for_rings_begins_again_whatever_happens():
    def build():
        with building.uninterrupted():
            assert not gc.isenabled()
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        build()
    assert gc.isenabled()


ACTS = st.lists(st.sampled_from(("Moulin", "Halle", "Four", "read", "build")), max_size=9)


@settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(ACTS)
def test_whatever_is_said_one_mark_is_one_answer_and_the_end_is_as_from_nothing(waiting, acts):
    answers = {}
    for act in (*acts, "read", "build", "read"):
        if act == "build":
            finish(waiting)
        elif act == "read":
            _status, mark, body = listed()
            assert answers.setdefault(mark, body) == body
        else:
            say(act)
    today = timezone.localdate()
    fresh = build_table(sources=visible_source_ids(ANYONE), today=today)
    for name in ("pk", "lot", "commune", "kind", "roof", "twin", "quality", "days", "confirmed"):
        assert np.array_equal(getattr(table_of(ANYONE)[2], name), getattr(fresh, name))
