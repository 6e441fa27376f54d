"""The person's own words about when they are free."""

import pytest

from entrelieux.engine.hours import HoursError, bits_from_intervals, describe, free_time

ALWAYS = "7 j/7, 24 h/24"
SAID = {
    "mardi matin, jeudi": "mar. 6 h–12 h · jeu. 0 h–24 h",
    "lu-ma-me apres-midi": "lun.–mer. 13 h–18 h",
    "soir": "lun.–dim. 18 h–22 h",
    "samedi": "sam. 0 h–24 h",
    "mercredi 14h-17h": "mer. 14 h–17 h",
    "lundi matin et après-midi": "lun. 6 h–12 h, 13 h–18 h",
    "lu-ve": "lun.–ven. 0 h–24 h",
    "en semaine le matin": "lun.–ven. 6 h–12 h",
    "week-end": "sam., dim. 0 h–24 h",
    "tous les soirs sauf lundi": "mar.–dim. 18 h–22 h",
    "après 17h": "lun.–dim. 17 h–24 h",
    "mardi avant 10h": "mar. 0 h–10 h",
    "midi": "lun.–dim. 12 h–14 h",
    "mardi de 9h à midi": "mar. 9 h–12 h",
    "Je suis libre le mardi": "mar. 0 h–24 h",
    "mardi 14h10-17h": "mar. 14 h 15–17 h",
    "n'importe quand": ALWAYS,
    "tous les jours": ALWAYS,
}


@pytest.mark.parametrize(("text", "said"), SAID.items())
def test_free_time_is_read(text, said):
    assert describe(free_time(text)) == said


def test_free_time_in_small_hours_runs_into_the_next_day():
    assert (free_time("samedi 22h-2h") == bits_from_intervals([(5, 88, 104)])).all()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("quand il pleut", "« quand »"),
        ("", "aucun moment"),
        (" , ", "aucun moment"),
        ("mardi 14h", "ne vont pas par deux"),
        ("mardi semaines paires", "ne se répète pas"),
        ("jamais", "« jamais »"),
    ],
)
def test_a_refusal_says_what_was_found_and_what_was_expected(text, found):
    with pytest.raises(HoursError, match=found) as refusal:
        free_time(text)
    assert "Attendu" in str(refusal.value)


def test_too_long_a_text_is_refused():
    with pytest.raises(HoursError, match="2000"):
        free_time("mardi " * 400)
