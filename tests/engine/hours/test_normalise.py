"""Hours as people write them: worked by hand, one line per habit met in real files."""

import pytest

from entrelieux.engine.hours import MAX_LENGTH, from_french_week, normalise

READ = {
    "lundi au vendredi 9h-12h et 14h-17h30": "Mo-Fr 09:00-12:00,14:00-17:30",
    "Lu-Ve: 9h/12h": "Mo-Fr 09:00-12:00",
    "Mar, jeu, ven : 16-18h. Mer : 14-18h. Sam : 10-13h": (
        "Tu,Th,Fr 16:00-18:00; We 14:00-18:00; Sa 10:00-13:00"
    ),
    "Lundi : 14H - 17HMardi, Mercredi et Jeudi : 9H30 - 12H et 14H - 17HVendredi : 9H30 - 12H": (
        "Mo 14:00-17:00; Tu-Th 09:30-12:00,14:00-17:00; Fr 09:30-12:00"
    ),
    "9h-12h et 14h-17h du lundi au vendredi": "Mo-Fr 09:00-12:00,14:00-17:00",
    "Espace ouvert de 8h30 à 19h du lundi au vendredi": "Mo-Fr 08:30-19:00",
    "mardi matin: 9h12h / mardi après-midi: 14h18h": "Tu 09:00-12:00,14:00-18:00",
    "Lundi et vendredi 9h-12h/14h16h30": "Mo,Fr 09:00-12:00,14:00-16:30",
    "Lun au jeu: 8h30h/12h-14h/17h ven: 8h/12h - 14h/16": (
        "Mo-Th 08:30-12:00,14:00-17:00; Fr 08:00-12:00,14:00-16:00"
    ),
    "Vendredi : 9 h - 12 h / 13 h 15 - 17 h 30": "Fr 09:00-12:00,13:15-17:30",
    "mardi de 9h à midi": "Tu 09:00-12:00",
    "<ul><li>Lundi de 14h - 16h</li><li>Mardi de 10h30 - 12h</li></ul>": (
        "Mo 14:00-16:00; Tu 10:30-12:00"
    ),
    "Du lundi ou vendredi de 9h - 12h": "Mo-Fr 09:00-12:00",
    "lundi au vendredi : 8h-12h, 13h30-17h30 (vendredi 16h30)": (
        "Mo-Th 08:00-12:00,13:30-17:30; Fr 08:00-12:00,13:30-16:30"
    ),
    "Lundi au vendredi : 10h30 à 12h30 et 14h à 19h (sauf jeudi, 18h30)": (
        "Mo-We,Fr 10:30-12:30,14:00-19:00; Th 10:30-12:30,14:00-18:30"
    ),
    "Lundi au vendredi : 9h à 18h (lundi et jeudi matin fermé)": (
        "Mo,Th 12:00-18:00; Tu,We,Fr 09:00-18:00"
    ),
    "Du lundi au jeudi : 9h-12h30, 13h30-17h. Fermeture au public le jeudi après-midi.": (
        "Mo-We 09:00-12:30,13:30-17:00; Th 09:00-12:30"
    ),
    "Lundi au vendredi : 13h30 – 18h |Mercredi : 9h-12h / 13h30-18h": (
        "Mo,Tu,Th,Fr 13:30-18:00; We 09:00-12:00,13:30-18:00"
    ),
    "Lundi au vendredi 8h-12h, lundi : 13h30-17h": "Mo 08:00-12:00,13:30-17:00; Tu-Fr 08:00-12:00",
    "Mercredi : 9h-18h; lundi au vendredi 9h-12h": "Mo,Tu,Th,Fr 09:00-12:00; We 09:00-18:00",
    "mardi 9h-12h sauf jours fériés": "Tu 09:00-12:00; PH off",
    "dimanches et jours fériés 10h-12h": "Su 10:00-12:00; PH 10:00-12:00",
    "mardi 14h-17h hors vacances scolaires": "Tu 14:00-17:00; SH off",
    "Lundi au vendredi 9h à 17h30 (17h00 pendant les vacances scolaires)": (
        "Mo-Fr 09:00-17:30; SH Mo-Fr 09:00-17:00"
    ),
    "En période scolaire : lundi 14h-20h. Vacances scolaires : lundi au vendredi 10h-12h": (
        "Mo 14:00-20:00; SH Mo-Fr 10:00-12:00"
    ),
    "mercredi 14h-17h semaines paires": "week 02-52/2 We 14:00-17:00",
    "Permanence le 2ème samedi du mois : 9h-12h": "Sa[2] 09:00-12:00",
    "1er et 3e mardis 9h-12h": "Tu[1,3] 09:00-12:00",
    "jeudi 14h-16h tous les 15 jours": 'Th 14:00-16:00 unknown "tous les 15 jours"',
    "lundi 9h-12h, de septembre à juin": "Sep-Jun Mo 09:00-12:00",
    "Juillet et août : lundi au vendredi 8h-15h": "Jul,Aug Mo-Fr 08:00-15:00",
    "De septembre à juin : mardi 16h-18h. En juillet : mardi 10h-12h": (
        "Jul Tu 10:00-12:00; Sep-Jun Tu 16:00-18:00"
    ),
    "Du 1er septembre au 30 juin : mercredi 14h-18h": "Sep 01-Jun 30 We 14:00-18:00",
    "Lundi au vendredi 9h-18h, fermé en août": "Mo-Fr 09:00-18:00; Aug off",
    "Du lundi au vendredi 9h-12h. Fermé du 1er au 15 août": "Mo-Fr 09:00-12:00; Aug 01-15 off",
    "lundi 9h-12h, fermé le 1er mai": "Mo 09:00-12:00; May 01 off",
    "lundi 9h-12h (sauf août)": "Mo 09:00-12:00; Aug off",
    "mardi 9h-12h, jeudi 9h-12h (fermé pendant les vacances)": "Tu,Th 09:00-12:00; SH off",
    "Pendant les vacances scolaires : lundi au vendredi 9h-17h": "SH Mo-Fr 09:00-17:00",
    "tous les jours sauf le dimanche 9h-18h": "Mo-Sa 09:00-18:00",
    "tous les jours sauf dimanche et jours fériés, de 10h à 19h": "Mo-Sa 10:00-19:00; PH off",
    "1 mardi sur 2 de 9h à 12h": 'Tu 09:00-12:00 unknown "1 sur 2"',
    "1 x par mois le mardi de 9h à 12h": 'Tu 09:00-12:00 unknown "1 x par mois"',
    "lundi 9h-12h. Un mardi par mois 14h-16h": (
        'Mo 09:00-12:00, Tu 14:00-16:00 unknown "Un par mois"'
    ),
    "Mercredi et samedi (10h-12h) et vendredi (16h-18h)": "We,Sa 10:00-12:00; Fr 16:00-18:00",
    "Semaine : 9h-18h, week-end : 10h-16h": "Mo-Fr 09:00-18:00; Sa,Su 10:00-16:00",
    "Permanence le jeudi de 14h à 17h en mairie": "Th 14:00-17:00",
    "Tél 05 55 00 00 00 lundi 9h-12h": "Mo 09:00-12:00",
    "vendredi 9hè16h": "Fr 09:00-16:00",
    "Lundi au vendredi 12h-19h, matin sur rendez-vous": (
        'Mo-Fr 12:00-19:00, Mo-Fr 08:00-12:00 unknown "sur rendez-vous"'
    ),
    "lundi 9h-12h, sur RDV l'après-midi": (
        'Mo 09:00-12:00, Mo 14:00-18:00 unknown "sur rendez-vous"'
    ),
    '["Lundi 9h-12h", "Mardi 14h-17h"]': "Mo 09:00-12:00; Tu 14:00-17:00",
    '{"lundi": "9h-12h", "mardi": "14h-17h"}': "Mo 09:00-12:00; Tu 14:00-17:00",
    "Mon-Fri 9am-5pm": "Mo-Fr 09:00-17:00",
    "Montag bis Freitag 9-12 Uhr": "Mo-Fr 09:00-12:00",
    "Du lundi au vendredi, de 8h30 à 17h, sur rendez-vous uniquement": (
        'Mo-Fr 08:30-17:00 open "sur rendez-vous"'
    ),
    "mardi 9h-12h sans rendez-vous et 14h-17h sur rendez-vous": (
        'Tu 09:00-12:00, Tu 14:00-17:00 open "sur rendez-vous"'
    ),
    "Sur rendez-vous": 'unknown "sur rendez-vous"',
    "Mardi 9h-12h, le samedi sur rendez-vous": ('Tu 09:00-12:00; Sa unknown "sur rendez-vous"'),
    "du mardi au samedi": 'Tu-Sa unknown "heures non précisées"',
    "Mo-Fr 08:00-12:00 sans rdv, Mo-Fr 13:00-17:00 sur rdv": (
        'Mo-Fr 08:00-12:00, Mo-Fr 13:00-17:00 open "sur rendez-vous"'
    ),
    "24h/24": "Mo-Su 00:00-24:00",
    "7 j/7, 24 h/24": "Mo-Su 00:00-24:00",
    "fermé": "off",
    "Mo-Th 10h00-12h30,13h30-17h00; We off": "Mo,Tu,Th 10:00-12:30,13:30-17:00",
    "Mo, We, Th 9:00-12:00\xa0; Tu,Fr 14:00-17:30": "Mo, We, Th 9:00-12:00 ; Tu,Fr 14:00-17:30",
    "Tu-Th-Fr 14:00-18:00; We-Sa 10:00-12:30, 14:00-18:00": (
        "Tu,Th,Fr 14:00-18:00; We,Sa 10:00-12:30,14:00-18:00"
    ),
    "Mo-We 08:30-12:00; Tu 08:00-12:00-14:00": (
        'Mo,We 08:30-12:00; Tu unknown "horaires à vérifier"'
    ),
    "ven. 22 h–2 h · sam. 9 h–12 h": "Fr 22:00-24:00; Sa 00:00-02:00,09:00-12:00",
    "Monday to Friday 9am-5pm": "Mo-Fr 09:00-17:00",
}

REFUSED = [
    "",
    "   ",
    "-",
    "n/a",
    "9h-12h / 14h-18h",
    "Se rapprocher de l'organisme",
    "Mo 08:30",
    "Fr 19:00-11:00",
    "Tu 00:00-00:00",
    "Lundi au samedi de 9-21h30 pour les adhérents",
    "Mardis et vendredis de 16h à 18h, en saison uniquement.",
    "La Motte : lundi 9h à 12h Turriers : mardi 9h à 12h",
    "lundi 9h-12h 15h",
    "lundi 17h-9h30",
    "lundi 9h, 12h",
    "Nov Th[4], le 25 décembre",
    "En été : lundi 9h-12h",
    "à partir du 1er septembre : lundi 9h-12h",
    "lundi 9h-12h jusqu'au 31 décembre 2025",
    "lundi 9h-12h, jusqu'en juin",
    "Du lundi au vendredi de 9h à 12h et d",
    "mercredi et jeudi : 3-11 h",
    "permanence tél. du lundi au vendredi de 10h30 à 19h30",
    "Montag lunes 10:00-12:00",
    "[" * 1_500,
]


@pytest.mark.parametrize(("text", "osm"), READ.items())
def test_a_habit_of_writing_is_read(text, osm):
    assert normalise(text).osm == osm
    assert normalise(text).problem is None


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_be_misread_is_refused_with_a_reason(text):
    read = normalise(text)
    assert read.osm is None
    assert read.problem


def test_valid_osm_is_left_as_it_is():
    text = "Mo-Fr 09:00-12:00,13:30-17:30; Tu 09:00-12:00,14:30-17:30"
    assert normalise(text).osm == text
    assert normalise(text).mends == ()


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Mo 00:00-00:00,09:00-12:00; Tu 00:00-00:00", "Mo 09:00-12:00; Tu off"),
        ("Tu 18:00-18:00; We 10:00-18:00", "Tu off; We 10:00-18:00"),
        (
            "Mo 09:00-12:00; Th 09:00-12:00; Th 14:00-17:00",
            "Mo 09:00-12:00; Th 09:00-12:00,14:00-17:00",
        ),
    ],
)
def test_slips_no_one_can_mean_are_mended_and_said(text, osm):
    assert normalise(text).osm == osm
    assert normalise(text).mends


def test_the_same_days_given_twice_with_hours_that_meet_keep_the_standard_meaning():
    text = "Mo-Fr 10:00-12:00,16:00-18:00; Mo-Fr 10:00-12:00,15:00-17:00"
    assert normalise(text).osm == text


def test_an_evening_past_midnight_is_not_a_slip():
    assert normalise("Fr,Sa 20:00-02:00").osm == "Fr,Sa 20:00-02:00"
    assert normalise("Fr 11:00-06:00, Sa 11:00-07:00").osm == "Fr 11:00-06:00, Sa 11:00-07:00"
    assert normalise("Mo-Su 18:00-09:00").osm == "Mo-Su 18:00-09:00"


def test_words_left_aside_are_named():
    read = normalise("Lundi au vendredi 9h-21h, ouvert le samedi selon les évènements")
    assert read.osm == 'Mo-Fr 09:00-21:00; Sa unknown "horaires à vérifier"'
    assert any("évènements" in mend for mend in read.mends)


def test_a_bracket_that_may_limit_the_hours_makes_them_doubtful():
    assert "unknown" in normalise("mardi 9h-12h (réservé aux adhérents)").osm
    assert normalise("samedi 10h-12h (état civil)").osm == "Sa 10:00-12:00"


def test_hours_without_a_day_in_osm_shape_are_every_day_and_said():
    read = normalise("10.00-12.00")
    assert read.osm == "10:00-12:00"
    assert any("jour" in mend for mend in read.mends)
    assert normalise("9h-12h").osm is None, "French hours without a day stay unread"


def test_usual_days_that_a_season_does_not_name_are_unknown_then():
    read = normalise("Lundi au mercredi 9h-18h ; juillet et août : lundi 9h-13h")
    assert read.osm == (
        'Mo-We 09:00-18:00; Jul,Aug Tu,We unknown "horaires à vérifier"; Jul,Aug Mo 09:00-13:00'
    )


def test_a_season_in_one_cell_holds_for_its_day_only():
    read = week(
        lundi="9h-12h (fermé en août)", mardi="9h-12h (juillet-août : 8h-13h)", jeudi="9h-12h"
    )
    assert read.osm == "Mo,Tu,Th 09:00-12:00; Jul-Aug Tu 08:00-13:00; Aug Mo off"


def test_a_long_text_is_refused_with_its_length():
    read = normalise("lundi 9h-12h " * 400)
    assert read.osm is None
    assert str(MAX_LENGTH) in read.problem


def week(**cells):
    return from_french_week(cells)


def test_a_file_with_a_column_per_day_is_read():
    read = week(
        lundi="09:00 - 12:00 / 14:00 - 16:30",
        mardi="09:00-12:00/14:00-16:30",
        mercredi="Fermé",
        jeudi="-",
        vendredi="08 :30-12:00 14:00-16:30",
        samedi="",
        dimanche=None,
    )
    assert read.osm == "Mo,Tu 09:00-12:00,14:00-16:30; Fr 08:30-12:00,14:00-16:30"


def test_a_condition_in_one_cell_holds_for_its_day_only():
    read = week(
        mardi="9h-12h", jeudi="08:30-12:00 (semaines paires)", samedi="9h-12h (1er du mois)"
    )
    assert read.osm == "Tu 09:00-12:00, week 02-52/2 Th 08:30-12:00, Sa[1] 09:00-12:00"


def test_an_unreadable_cell_is_doubtful_and_never_closed():
    read = week(lundi="09:00 - 12:00", mardi="9h-1 2h")
    assert read.osm == 'Mo 09:00-12:00; Tu unknown "horaires à vérifier"'
    assert any("Mardi" in mend for mend in read.mends)


def test_ranges_that_overlap_in_one_cell_are_united_and_said():
    read = week(jeudi="08:45 - 17:00 / 13:30 - 17:00")
    assert read.osm == "Th 08:45-17:00"
    assert read.mends


def test_an_empty_range_in_a_cell_is_a_closure():
    assert week(lundi="00:00 - 00:00", mardi="9h-12h").osm == "Tu 09:00-12:00"


def test_an_empty_week_is_unknown():
    assert week(lundi="", mardi="-").osm is None
    assert week().problem == "Aucun horaire n'est indiqué."


def test_a_column_that_is_not_a_day_is_named():
    assert "monday" in from_french_week({"monday": "9h-12h"}).problem
