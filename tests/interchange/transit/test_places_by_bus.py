"""All places at once: those that a bus leads to, long enough while they are open, and back."""

import json

import pytest
import time_machine

from entrelieux.site.cli import main
from tests.directory.factories import INVENTED, place, publish
from tests.interchange.transit.feeds import LANGOGNE, MENDE, TODAY, TUESDAY, feed

pytestmark = pytest.mark.django_db
NOON = ("--depart", "8:00", "--back-before", "12:00", "--stay", "60")


@pytest.fixture
def ask(tmp_path, capsys, communes):
    def asked(start, *words, fiction=True):
        told = ["--fiction"] if fiction else []
        path = str(feed(tmp_path / "f.zip"))
        main(["reach", "build-transit", path, "--output", str(tmp_path / "h"), *told])
        capsys.readouterr()
        command = ["reach", "bus", "--timetable", str(tmp_path / "h"), "--from", start]
        code = main([*command, "--date", TUESDAY, "--json", *words])
        said = capsys.readouterr()
        return code, json.loads(said.out or said.err)

    with time_machine.travel(TODAY):
        yield asked


def at(point, **values):
    lon, lat = map(float, point.split(","))
    return {"lon": lon, "lat": lat, **values}


def publish_mende():
    publish(
        place("Ouvert le matin", INVENTED, **at(MENDE, horaires="Mo-Fr 09:00-12:00")),
        place("Ouvert l'après-midi", INVENTED, **at(MENDE, horaires="Mo-Fr 14:00-17:00")),
        place("Ouvert le mercredi", INVENTED, **at(MENDE, horaires="We 09:00-12:00")),
        place("Ouvert trop peu", INVENTED, **at(MENDE, horaires="Tu 10:00-12:00")),
        place("Sans horaires", INVENTED, **at(MENDE)),
        place("Trop loin d'un arrêt", INVENTED, **at("3.2,44.3", horaires="Mo-Fr 09:00-12:00")),
    )


def test_only_places_open_long_enough_between_two_buses_are_told(ask):
    publish_mende()
    code, found = ask(LANGOGNE, *NOON)
    assert code == 0
    assert found["total"] == 2
    first, second = found["places"]
    assert (first["name"], first["hours_known"]) == ("Ouvert le matin", True)
    assert (first["arrives"], first["last"], first["longest_min"]) == ("9 h 10", "10 h 45", 95)
    assert (second["name"], second["hours_known"]) == ("Sans horaires", False)
    assert found["horaires"]["licence"] == ""


@pytest.mark.parametrize(
    ("word", "said"), [("--by-phone", "réservent"), ("--wheelchair", "fauteuils")]
)
def test_what_is_not_sure_of_all_places_is_said_beside(ask, word, said):
    publish_mende()
    _, found = ask(LANGOGNE, *NOON)
    _, other = ask(LANGOGNE, *NOON, word)
    assert not any(said in note for note in found["notes"])
    assert any(said in note for note in other["notes"])


def test_each_place_told_alone_can_be_gone_to_as_it_is_told_among_all(ask):
    publish_mende()
    _, found = ask(LANGOGNE, *NOON)
    _, alone = ask(LANGOGNE, *NOON, "--to", MENDE, "--open", "9:00-12:00")
    first = found["places"][0]
    assert alone["there"][0]["arrives"] == first["arrives"]
    assert alone["last"]["leaves"] == first["last"]


def test_an_invented_timetable_never_leads_to_a_real_place(ask):
    publish(place("Réel", **at(MENDE)))
    code, said = ask(LANGOGNE, *NOON)
    assert (code, said["error"]["code"]) == (2, "horaires-inventes")
    assert ask(LANGOGNE, *NOON, fiction=False)[0] == 0


def test_without_a_way_back_or_with_one_before_leaving_the_question_is_refused(ask):
    publish_mende()
    code, said = ask(LANGOGNE, "--depart", "8:00")
    assert (code, "--back-before" in said["error"]["message"]) == (2, True)
    for end in ((), ("--to", MENDE)):
        code, said = ask(LANGOGNE, "--depart", "14:00", "--back-before", "12:00", *end)
        assert (code, "plus tardive" in said["error"]["message"]) == (2, True)


def test_where_no_bus_goes_nothing_is_told(ask):
    publish_mende()
    code, found = ask("4.5,45.0", *NOON)
    assert (code, found["total"], found["places"]) == (1, 0, [])
