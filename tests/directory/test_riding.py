"""The list and the sheet say by which coach one goes and comes back, or that none allows it."""

from datetime import datetime, time

import pytest
import time_machine

from entrelieux.directory.drafts import stable_ref
from entrelieux.directory.riding import opened
from entrelieux.directory.riding.asking import spans_of
from entrelieux.engine.hours import free_time
from entrelieux.interchange.transit.feed import Told
from entrelieux.interchange.transit.services import build_transit
from entrelieux.site.cli import main
from tests.directory.factories import TODAY, place, publish
from tests.interchange.transit.feeds import feed
from tests.reception.screens import plain

pytestmark = pytest.mark.django_db
BY_COACH = "/lieux/?commune=Langogne&minutes=90&mode=transport"
IN_MENDE = {"commune": "Mende", "code_insee": "48095", "code_postal": "48000"}
MENDE = {"lon": 3.4990, "lat": 44.5180, **IN_MENDE}
AFAR = {"lon": 3.2, "lat": 44.3, **IN_MENDE}


@pytest.fixture
def lines(tmp_path, settings, communes):
    told = Told("Région d'essai", "Licence Ouverte 2.0", "2026-11-01")
    folder = tmp_path / "horaires"
    build_transit(feed(tmp_path / "f.zip"), folder, told, today=TODAY, progress=lambda *_: None)
    settings.REACH_TIMETABLES = folder
    publish(
        place("Le matin", **MENDE, horaires="Mo-Fr 09:00-12:00"),
        place("La nuit", **MENDE, horaires="Mo-Fr 20:00-23:00"),
        place("Sans horaires", **MENDE),
        place("Loin de tout", **AFAR, horaires="Mo-Fr 09:00-12:00"),
    )
    with time_machine.travel(datetime.combine(TODAY, time(7))):
        yield folder


def test_the_list_holds_what_a_coach_allows_and_says_which(lines, client):
    said = plain(client.get(BY_COACH))
    assert "Le matin" in said
    assert "Sans horaires" in said
    assert "aller : car à 8 h 05 (Langogne (gare)" in said
    assert "Horaires : Région d'essai, 2026-11-01, Licence Ouverte 2.0" in said
    assert "horaires prévus" in said
    assert "La nuit" not in said
    assert "Loin de tout" not in said
    asked = {"commune": "48080", "minutes": "90", "mode": "transport", "q": "Le matin"}
    (found,) = client.get("/api/v1/places", asked).json()["results"]
    assert "aller" in found["sortie"]
    assert found["minutes_by_road"]


def test_one_goes_on_the_day_that_was_asked(lines, client):
    assert "Jeudi 26 novembre" in plain(client.get(f"{BY_COACH}&ouvert=jeu"))
    assert "Le matin" not in plain(client.get(f"{BY_COACH}&ouvert=dim&minutes=80"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Le matin", "en car ou en bus (horaires prévus, un aller). "),
        ("La nuit", "Aucun car ne permet l’aller et retour"),
    ],
)
def test_the_sheet_says_the_outing_or_that_there_is_none(lines, client, name, said):
    ref = stable_ref("reelle", name)
    assert said in plain(client.get(f"/lieux/{ref}/?depuis=Langogne&mode=transport"))


def test_a_day_is_prepared_once_and_few_are_kept(lines, client, monkeypatch):
    prepared = []
    service_day = opened.service_day
    monkeypatch.setattr(
        opened, "service_day", lambda *a, **k: prepared.append(a[1]) or service_day(*a, **k)
    )
    table = opened.timetable()
    days = [TODAY.replace(day=day) for day in (24, 25, 24, 25)]
    for day in days:
        opened.day_of(table, day, wheelchair=False)
    assert prepared == days[:2]
    monkeypatch.setattr(opened, "MOST_KEPT", 0)
    opened.day_of(table, TODAY.replace(day=26), wheelchair=False)
    assert len(opened._DAYS) == 1


def test_free_time_is_read_in_stretches_of_the_day():
    week = free_time("mardi 8h-12h, mardi 14h-16h30")
    assert spans_of(week, 1) == ((28_800, 43_200), (50_400, 59_400))
    assert spans_of(week, 2) == ()


def test_about_describes_a_folder_of_timetables(lines, capsys):
    assert main(["reach", "about", str(lines)]) == 0
    said = capsys.readouterr().out
    assert "Région d'essai, licence Licence Ouverte 2.0" in said
    assert "6 arrêts" in said
    assert "du 2026-11-01 au 2026-12-31" in said


def test_about_refuses_a_folder_that_was_cut(lines, capsys):
    victim = max(lines.glob("*.npy"), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-8])
    assert main(["reach", "about", str(lines)]) == 2
    assert victim.stem in capsys.readouterr().err
