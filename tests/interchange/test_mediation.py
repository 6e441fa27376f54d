"""The national schema of mediation places: what each defect of a row becomes."""

import pytest

from entrelieux.directory.models import Organisation, Place, Record, Service
from tests.interchange.conftest import place

DEMARCHES = "Aide aux démarches administratives"
ACCES = "Accès internet et matériel informatique"


def only():
    return Place.objects.get(), Service.objects.select_related("organisation").get()


def whys(report):
    return [(issue.field, issue.expected) for issue in report.issues]


def test_a_sound_row_is_accepted_as_it_is(take):
    report = take(place())
    spot, service = only()
    assert report.counts() == {
        **{"accepted": 1, "mended": 0, "refused": 0},
        **{"created": 1, "updated": 0, "unchanged": 0},
    }
    assert (spot.name, spot.code_insee, spot.departement) == (
        "Espace numérique de Langogne",
        "48080",
        "48",
    )
    assert (spot.kind, spot.horaires, spot.folded) == (
        *("espace-numerique", "Mo-Fr 09:00-12:00"),
        "espace numerique de langogne",
    )
    assert service.services_mediation == [DEMARCHES, ACCES]
    assert service.organisation.name == spot.name
    assert service.organisation.siret == "77556026100015"
    assert spot.source.slug == "mediation-hinaura"
    assert str(spot.confirmed_on) == "2024-05-02"


def test_the_original_row_is_kept_word_for_word(take):
    row = place(nom=" Café  <b>numérique</b> ", telephone="04.66.46.70.19", code_postal="")
    take(row)
    record = Record.objects.get()
    assert record.original == {name: value for name, value in row.items() if value}
    assert {mend["field"] for mend in record.mends} == {"nom"}


@pytest.mark.parametrize(
    ("changes", "attribute", "kept"),
    [
        ({"code_postal": "1400", "code_insee": "01001", "commune": "", "latitude": ""},
         "code_postal", "01400"),
        ({"latitude": "44,7265"}, "lat", 44.7265),
        ({"latitude": "3.8560", "longitude": "44.7265"}, "lat", 44.7265),
        ({"latitude": "", "longitude": ""}, "position", "commune"),
        ({"latitude": "48.85", "longitude": "2.35"}, "position", "commune"),
        ({"courriels": "bibliothècontact@example.org"}, "courriel", ""),
        ({"site_web": "www.example.org"}, "site_web", "https://www.example.org"),
        ({"horaires": "Lundi au vendredi 9h-12h"}, "horaires", "Mo-Fr 09:00-12:00"),
        ({"horaires": "selon la marée"}, "horaires", ""),
        ({"nom": "", "adresse": ""}, "name", "Lieu sans nom, Langogne"),
        ({"date_maj": "Mars 2021"}, "confirmed_on", "2021-03-01"),
        ({"nom": "Bar <script>alert(1)</script>du port"}, "name", "Bar du port"),
        ({"presentation_detail": "=HYPERLINK(\"http://x\")"}, "presentation", '=HYPERLINK("http://x")'),
    ],
)  # fmt: skip
def test_a_defect_is_mended_and_told(take, changes, attribute, kept):
    report = take(place(**changes))
    spot, _ = only()
    value = getattr(spot, attribute)
    assert (str(value) if attribute == "confirmed_on" else value) == kept
    assert (report.accepted, report.mended, report.refused) == (0, 1, 0)
    assert all(issue.kept is not None for issue in report.issues)


def test_hours_that_cannot_be_read_are_kept_with_the_reason(take):
    take(place(horaires="selon la marée"))
    spot, _ = only()
    assert spot.horaires_original == "selon la marée"
    assert spot.horaires_problem


@pytest.mark.parametrize("separator", ["|", ";", " / ", "\n"])
def test_every_separator_gives_the_same_services(take, separator):
    report = take(place(services=separator.join([DEMARCHES, ACCES])))
    assert only()[1].services_mediation == [DEMARCHES, ACCES]
    assert report.refused == 0


def test_old_labels_become_present_services_and_their_old_themes(take):
    report = take(
        place(services="Prendre en main un ordinateur;Créer et développer mon entreprise")
    )
    service = only()[1]
    assert service.services_mediation == ["Maîtrise des outils numériques du quotidien"]
    assert service.thematiques == [
        "numerique--prendre-en-main-un-ordinateur",
        "numerique--creer-et-developper-mon-entreprise",
    ]
    assert ("services", "intitulés anciens ou mal écrits : traduits") in whys(report)


def test_old_labels_run_together_are_found_one_by_one(take):
    take(place(services="Devenir autonome dans les démarches administratives Accéder à du matérie"))
    assert only()[1].services_mediation == [DEMARCHES, ACCES]


def test_a_label_that_nobody_knows_is_told_and_not_guessed(take):
    report = take(place(services=f"{DEMARCHES}|Voyance"))
    assert only()[1].services_mediation == [DEMARCHES]
    assert ("services", "service inconnu : « Voyance »") in whys(report)


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("Seniors (+ 65 ans)|Jeunes (16-26 ans)", ["seniors", "jeunes", "tous-publics"]),
        ("Uniquement femmes", ["femmes"]),
        ("Adultes", ["tous-publics"]),
        ("Surdité|Déficience visuelle", ["personnes-en-situation-de-handicap", "tous-publics"]),
        ("Public langues étrangères", ["tous-publics"]),
        ("Uniquement femmes|Seniors", ["femmes", "seniors", "tous-publics"]),
        ("", []),
    ],
)
def test_especially_welcome_never_means_only_unless_said(take, label, codes):
    take(place(publics_specifiquement_adresses=label))
    assert only()[1].publics == codes


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        ("Gratuit : Je peux accéder gratuitement au lieu et à ses services", ["gratuit"]),
        ("Gratuit sous condition : La gratuité est conditionnée", ["gratuit-sous-conditions"]),
        ("Payant|Adhésion : L'accès nécessite d'y adhérer", ["payant", "adhesion"]),
        ("Accepte le Pass numérique", ["pass-numerique"]),
        ("", []),
    ],
)
def test_fees_become_codes(take, label, codes):
    take(place(frais_a_charge=label))
    assert only()[1].frais == codes


def test_a_named_parent_is_the_organisation_and_may_hold_several_places(take):
    take([
        place(id="a", nom="Annexe nord", structure_parente="Mairie de Mende"),
        place(id="b", nom="Annexe sud", structure_parente="MAIRIE DE MENDE", latitude="44.52",
              longitude="3.50", commune="Mende", code_postal="48000", code_insee="48095"),
    ])  # fmt: skip
    organisation = Organisation.objects.get()
    assert organisation.name in {"Mairie de Mende", "MAIRIE DE MENDE"}
    assert {service.place.name for service in organisation.service_set.all()} == {
        "Annexe nord",
        "Annexe sud",
    }


def test_a_place_may_host_several_organisations(take):
    take([place(id=name, structure_parente=name) for name in ("CCAS", "Emmaüs")])
    assert Place.objects.count() == 1
    assert set(Organisation.objects.values_list("name", flat=True)) == {"CCAS", "Emmaüs"}
    assert Service.objects.count() == 2


def test_one_producer_one_point_one_name_is_one_place_with_what_each_row_adds(take):
    take([
        place(id="a", services=DEMARCHES, date_maj="2022-01-01", telephone="0466000001"),
        place(id="b", services=ACCES, date_maj="2023-01-01", telephone="",
              nom="ESPACE NUMERIQUE DE LANGOGNE"),
    ])  # fmt: skip
    spot, service = only()
    assert service.services_mediation == [ACCES, DEMARCHES]
    assert (str(spot.confirmed_on), spot.telephone) == ("2023-01-01", "04 66 00 00 01")
    assert spot.records.count() == 2


def test_two_producers_at_one_point_stay_two_places(take):
    take([place(source="Hinaura"), place(source="dora")])
    assert Place.objects.count() == 2


def test_one_name_at_two_points_is_two_places(take):
    take([place(id="a"), place(id="b", latitude="44.7299")])
    assert Place.objects.count() == 2


def test_the_same_row_twice_is_told_and_kept_once(take):
    report = take([place(), place()])
    assert (report.accepted, report.mended, report.created, report.unchanged) == (1, 1, 1, 1)
    assert Record.objects.count() == 1
    assert "ligne 2" in report.issues[0].found


def test_an_identifier_borne_twice_tells_nothing_by_itself(take):
    report = take([place(), place(nom="Autre lieu", latitude="44.73")])
    assert (report.refused, Place.objects.count(), Record.objects.count()) == (0, 2, 2)


def test_a_row_that_names_nothing_and_nowhere_is_refused_with_what_was_expected(take):
    report = take([dict.fromkeys(place(), "") | {"id": "Ref_0266", "source": "rhinocc"}, place()])
    (issue,) = report.issues
    assert (issue.row, issue.field, issue.kept) == (2, "nom", None)
    assert "nom du lieu" in issue.expected
    assert (report.accepted, report.refused) == (1, 1)


def test_a_row_too_long_is_refused_and_the_rest_is_taken(take):
    report = take([place(presentation_detail="x" * 10_001), place()])
    (issue,) = report.issues
    assert (issue.row, issue.field, report.accepted, report.refused) == (
        2,
        "presentation_detail",
        1,
        1,
    )


@pytest.mark.parametrize(
    ("typologie", "nom", "kind"),
    [
        ("RFS", "Mairie de Rocles", "france-services"),
        ("ASSO", "Médiathèque du Gévaudan", "bibliotheque"),
        ("ASSO", "Les amis", "association"),
        ("", "BGE Lozère", "bge"),
        ("", "Les amis", ""),
        ("TIERS_LIEUX|FABLAB", "La Loge", "tiers-lieu"),
    ],
)
def test_a_kind_comes_from_the_typology_then_the_name(take, typologie, nom, kind):
    take(place(typologie=typologie, nom=nom))
    assert only()[0].kind == kind


def test_columns_are_known_whatever_their_case_accents_and_order(take, write):
    row = place()
    shuffled = {name.replace("_", " ").upper(): row[name] for name in reversed(row)}
    report = take(write([shuffled], delimiter=";"))
    assert (report.format, report.accepted) == ("mediation", 1)


def test_numbers_of_json_are_read_as_well_as_text(take):
    row = place(
        latitude=44.7265, longitude=3.856, services=[DEMARCHES, ACCES], pivot=77556026100015
    )
    report = take(row, "lieux.json")
    assert report.accepted == 1
    assert only()[1].services_mediation == [DEMARCHES, ACCES]
