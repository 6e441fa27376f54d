"""« By bus, on a Tuesday, back before noon », asked of an invented network of Lozère."""

import json

import pytest
import time_machine

from entrelieux.site.cli import main
from tests.interchange.transit.feeds import (
    AUROUX,
    CHATEAUNEUF,
    GRANDRIEU,
    LANGOGNE,
    MENDE,
    MONDAY,
    SATURDAY,
    TODAY,
    TUESDAY,
    feed,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("horaires")
    words = ["--output", str(where / "h"), "--licence", "fiction", "--fiction"]
    with time_machine.travel(TODAY):
        assert main(["reach", "build-transit", str(feed(where / "f.zip")), *words]) == 0
    return where / "h"


@pytest.fixture
def ask(folder, capsys):
    def asked(start, end, day, *words):
        command = ["reach", "bus", "--timetable", str(folder), "--from", start, "--to", end]
        code = main([*command, "--date", day, "--json", *words])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else said.err

    return asked


NOON = ("--depart", "8:00", "--back-before", "12:00", "--stay", "60")


def test_back_before_noon_is_possible_with_an_hour_there(ask):
    code, found = ask(LANGOGNE, MENDE, TUESDAY, *NOON)
    assert code == 0
    (there,) = found["there"]
    assert (there["leaves"], there["arrives"], there["minutes"]) == ("8 h 05", "9 h 10", 65)
    assert there["steps"][0]["line"] == "251 Langogne - Mende"
    assert there["steps"][0]["towards"] == "Mende"
    assert (found["back"]["leaves"], found["back"]["arrives"]) == ("10 h 45", "11 h 50")
    assert found["last"]["leaves"] == "10 h 45"
    assert found["is_fiction"] is True
    assert found["licence"] == "fiction"


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (("--stay", "95"), True),
        (("--stay", "96"), False),
        (("--stay", "60", "--open", "9:30-12:30"), True),
        (("--stay", "60", "--open", "10:00-12:30"), False),
        (("--stay", "60", "--open", "8:00-9:30,9:40-10:45"), True),
    ],
)
def test_the_stay_must_fit_between_the_buses_and_the_open_hours(ask, words, fits):
    code, found = ask(LANGOGNE, MENDE, TUESDAY, *NOON[:4], *words)
    assert (code, bool(found["there"])) == ((0, True) if fits else (1, False))


def test_the_bus_of_the_market_runs_on_tuesdays_alone(ask):
    code, found = ask(GRANDRIEU, LANGOGNE, TUESDAY, *NOON)
    assert code == 0
    assert found["there"][0]["steps"][0]["line"] == "Marché"
    code, found = ask(GRANDRIEU, LANGOGNE, MONDAY, *NOON)
    assert (code, found["there"]) == (1, [])


@pytest.mark.parametrize(
    ("day", "runs"),
    [("2026-11-23", True), ("2026-11-25", False), ("2026-12-21", False), ("2026-12-24", True)],
)
def test_the_school_line_runs_on_school_days_alone(ask, day, runs):
    words = ("--depart", "7:00", "--back-before", "18:00")
    assert ask(GRANDRIEU, LANGOGNE, day, *words)[0] == (0 if runs else 1)


def test_every_departure_that_arrives_in_time_is_told(ask):
    _, found = ask(LANGOGNE, MENDE, TUESDAY, "--depart", "6:00", "--arrive-before", "9:30")
    assert [one["leaves"] for one in found["there"]] == ["6 h 50", "8 h 05"]


def test_what_must_be_booked_is_apart_and_says_whom_to_call(ask):
    code, found = ask(AUROUX, LANGOGNE, MONDAY, *NOON)
    assert (code, found["must_book"]) == (0, True)
    step = found["there"][0]["steps"][0]
    assert (step["must_book"], step["phone"]) == (True, "04 00 00 00 00")
    code, found = ask(LANGOGNE, MENDE, TUESDAY, *NOON)
    assert not found["must_book"]


def test_a_bus_past_midnight_belongs_to_the_evening_before(ask):
    late = ("--depart", "23:00", "--arrive-before", "30:00")
    _, found = ask(MENDE, LANGOGNE, SATURDAY, *late)
    assert found["there"][0]["arrives"] == "1 h 05 le lendemain"
    assert ask(MENDE, LANGOGNE, TUESDAY, *late)[0] == 1


def test_a_day_out_of_the_timetable_is_said_and_never_guessed(ask):
    code, said = ask(LANGOGNE, MENDE, "2027-02-02", *NOON)
    assert code == 2
    assert "du 2026-11-01 au 2026-12-31" in said["error"]["message"]


def test_a_stop_that_is_said_not_accessible_is_left_out_for_a_wheelchair(ask):
    assert ask(LANGOGNE, CHATEAUNEUF, TUESDAY, *NOON)[0] == 0
    assert ask(LANGOGNE, CHATEAUNEUF, TUESDAY, *NOON, "--wheelchair")[0] == 1
    _, found = ask(LANGOGNE, MENDE, TUESDAY, *NOON, "--wheelchair")
    assert found["there"][0]["steps"][0]["wheelchair"] == "oui"
    _, found = ask(GRANDRIEU, LANGOGNE, TUESDAY, *NOON, "--wheelchair")
    assert found["there"][0]["steps"][0]["wheelchair"] == "à vérifier"


def test_a_place_without_a_stop_near_says_so(ask):
    code, said = ask(LANGOGNE, "4.5,45.0", TUESDAY, *NOON)
    assert code == 2
    assert "Aucun arrêt à moins de 1000 m du lieu" in said["error"]["message"]


def test_what_is_near_enough_to_walk_to_needs_no_bus(ask):
    _, found = ask(LANGOGNE, "3.8560,44.7255", TUESDAY, *NOON)
    assert found["there"][0]["steps"] == []


def test_the_answer_reads_as_words(folder, capsys):
    ends = ["--from", LANGOGNE, "--to", MENDE, "--date", TUESDAY]
    assert main(["reach", "bus", "--timetable", str(folder), *ends, *NOON]) == 0
    said = capsys.readouterr().out
    assert said.startswith("HORAIRES INVENTÉS")
    assert "251 Langogne - Mende vers Mende : Langogne (gare) 8 h 05 → Mende" in said
    assert "Dernier retour possible : départ du lieu à 10 h 45" in said
    assert "Lozère de fiction, licence fiction, du 2026-11-01 au 2026-12-31." in said


@pytest.mark.parametrize(
    ("word", "value", "expected"),
    [
        ("--depart", "midi", "n'est pas une heure"),
        ("--date", "mardi", "AAAA-MM-JJ"),
        ("--to", "Mende", "longitude,latitude"),
        ("--open", "12:00-9:00", "attendu 9:00-12:00"),
        ("--timetable", "/nowhere", "is not a timetable"),
    ],
)
def test_a_question_that_makes_no_sense_says_what_is_expected(
    folder, word, value, expected, capsys
):
    given = {
        "--timetable": str(folder), "--from": LANGOGNE, "--to": MENDE, "--date": TUESDAY,
        "--depart": "8:00",
    } | {word: value}  # fmt: skip
    try:
        code = main(["reach", "bus", *(part for pair in given.items() for part in pair)])
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert expected in capsys.readouterr().err
