"""France services, libraries and data·inclusion: what each file says, and what it cannot say."""

import json
from datetime import date

import pytest

from entrelieux.directory.models import Organisation, Place, Record, Service
from entrelieux.interchange import formats
from entrelieux.interchange.limits import UnusableFileError
from tests.interchange.conftest import SERVICE_V1, STRUCTURE_V1, csv_bytes, place

COUNTER = {
    "id_fs": "48001",
    "insee_dep": "48",
    "lib_fs": "France services Langogne",
    "adresse": "15 boulevard des Capucins",
    "complement_adresse": "",
    "insee_com": "48080",
    "code_postal": "48300",
    "lib_com": "Langogne",
    "latitude": "44.7265",
    "longitude": "3.8560",
    "mail": "contact@example.org",
    "telephone": "04 66 46 70 19",
    "h_lundi": "",
    "h_mardi": "09:00 - 12:00 / 14:00 - 16:30",
    "h_mercredi": "09:00 - 12:00",
    "h_jeudi": "",
    "h_vendredi": "09:00 - 12:00",
    "h_samedi": "",
    "prise_rdv": "Oui",
    "commentaire": "Accueil libre le matin",
    "type_fs": "Principal",
    "format_fs": "Fixe",
    "groupe_fs": "",
    "labellisation_fs": "Espace labellisé 01/01/2020",
}
OLD_ONLY = ("type_fs", "groupe_fs", "labellisation_fs", "prise_rdv")
LIBRARY = {
    "Libelle1": "Médiathèque de Vidauban",
    "Libelle2": "",
    "Localisation": "",
    "voie": "11 rue du 8 mai 1945",
    "CP": "83550",
    "Ville": "Vidauban",
    "DEPT": "83",
    "INSEE": "83148",
    "coordonnees_finales": "43.425261,6.431812",
    "code_bib": "3803.0",
    "code_ua": "3757.0",
    "Statut": "Bibliothèque municipale",
    "surface": "5789.0",
    "type_adresse": "Bibliothèque ouverte au public",
    "amplitude_horaire": "48.0",
}
STRUCTURE_V0 = {
    "id": "8595",
    "nom": "APIJE",
    "services": "Accéder à du matériel;Prendre en main un ordinateur",
    "pivot": "34422913300196",
    "typologie": "AI",
    "commune": "Mende",
    "code_postal": "48000",
    "code_insee": "48095",
    "adresse": "84 rue de la Libération",
    "latitude": 44.518,
    "longitude": 3.5,
    "labels_nationaux": "CNFS",
    "conditions_acces": "Gratuit : Je peux accéder gratuitement au lieu et à ses services",
    "source": "odspep",
    "date_maj": "2022-04-24",
}
SERVICE_V0 = {
    "id": "svc-8595",
    "structure_id": "8595",
    "source": "odspep",
    "nom": "Se resocialiser",
    "presentation_resume": "Accompagnement social",
    "prise_rdv": None,
    "frais_autres": "10 € par an",
    "types": ["accompagnement"],
    "thematiques": ["remobilisation", "remobilisation--lien-social"],
    "frais": ["payant"],
    "profils": ["jeunes-16-26"],
}


def counter(**changes):
    return COUNTER | changes


def vintage(write, day, rows):
    return write(csv_bytes(rows), f"france-services-{day}.csv")


def test_a_counter_is_an_organisation_a_place_and_a_service(take, write):
    report = take(vintage(write, "2024-08-01", [counter()]))
    spot, service = Place.objects.get(), Service.objects.select_related("organisation").get()
    assert (report.format, report.accepted) == ("france-services", 1)
    assert spot.horaires == "Tu 09:00-12:00,14:00-16:30; We,Fr 09:00-12:00"
    assert (spot.kind, spot.itinerant, spot.confirmed_on) == (
        *("france-services", False),
        date(2024, 8, 1),
    )
    assert service.services_mediation == ["Aide aux démarches administratives"]
    assert service.organisation.reseaux_porteurs == ["france-service"]
    assert spot.presentation == "Accueil libre le matin"
    assert "rendez-vous" in service.conditions


@pytest.mark.parametrize(
    ("changes", "itinerant"),
    [
        ({"format_fs": "Bus_équivalent"}, True),
        ({"format_fs": "Multisites"}, True),
        ({"format_fs": "Itinérante"}, True),
        ({"format_fs": "Fixe_antenne(s)"}, False),
        ({"format_fs": "Site principal", "itinerance": "Oui"}, True),
        ({"format_fs": "Site principal", "itinerance": "Non"}, False),
        ({"format_fs": "Site principal", "itinerance": ""}, None),
    ],
)
def test_what_moves_is_said_to_move(take, write, changes, itinerant):
    take(vintage(write, "2024-08-01", [counter(**changes)]))
    assert Place.objects.get().itinerant is itinerant


@pytest.mark.parametrize("order", [("2022-12-01", "2024-08-01"), ("2024-08-01", "2022-12-01")])
def test_the_newer_vintage_wins_whatever_the_order_and_closed_counters_are_withdrawn(
    take, write, order
):
    files = {
        "2022-12-01": [
            counter(telephone="04 66 00 00 22"),
            counter(id_fs="2", lib_fs="France services fermé", latitude="44.72"),
        ],
        "2024-08-01": [
            counter(telephone="04 66 00 00 24"),
            counter(id_fs="3", lib_fs="France services nouveau", latitude="44.73"),
        ],
    }
    reports = [take(vintage(write, day, files[day])) for day in order]
    kept = Place.objects.get(name="France services Langogne")
    closed = Place.objects.get(name="France services fermé")
    assert (kept.telephone, kept.confirmed_on) == ("04 66 00 00 24", date(2024, 8, 1))
    assert kept.records.count() == 2
    assert closed.withdrawn_on == date(2024, 8, 1)
    assert closed.service_set.get().withdrawn_on == date(2024, 8, 1)
    assert Place.objects.filter(withdrawn_on=None).count() == 2
    assert [report.created for report in reports] == [2, 2]
    assert reports[1].older == (1 if order[0] == "2024-08-01" else 0)
    for day in order:
        again = take(vintage(write, day, files[day]))
        assert (again.created, again.updated, again.withdrawn) == (0, 0, 0)


def test_a_sample_of_a_newer_vintage_withdraws_nothing(take, write):
    many = [counter(id_fs=str(n), lib_fs=f"FS {n}", latitude=f"44.7{n}") for n in range(10)]
    take(vintage(write, "2022-12-01", many))
    take(vintage(write, "2024-08-01", many[:3]))
    assert not Place.objects.filter(withdrawn_on__isnull=False).exists()


@pytest.mark.parametrize("field", ["id_fs", "lib_fs"])
def test_a_counter_without_a_name_or_a_number_is_refused(take, write, field):
    report = take(vintage(write, "2024-08-01", [counter(**{field: ""}), counter()]))
    assert (report.refused, report.issues[0].field) == (1, field)


def test_a_library_tells_its_hours_a_week_but_not_a_timetable(take, write):
    path = write([LIBRARY], delimiter=";")
    report = take(path, published_on=date(2020, 1, 1))
    spot = Place.objects.get()
    assert (report.format, report.accepted) == ("bibliotheques", 1)
    assert (spot.kind, spot.horaires, spot.lat, spot.confirmed_on) == (
        *("bibliotheque", "", 43.425261),
        date(2020, 1, 1),
    )
    assert "48 heures par semaine" in spot.presentation
    assert Service.objects.get().services_mediation == []


def test_an_office_that_receives_nobody_is_a_place_without_a_service(take, write):
    take(write([LIBRARY | {"type_adresse": "Adresse administrative"}], delimiter=";"))
    assert Place.objects.count() == 1
    assert not Service.objects.exists()


def test_v0_services_join_the_structures_imported_before(take):
    first = take([STRUCTURE_V0], "s.json")
    second = take([SERVICE_V0], "v.json")
    assert (first.format, second.format) == (
        "data-inclusion-v0-structures",
        "data-inclusion-v0-services",
    )
    service = Service.objects.get(name="Se resocialiser")
    assert service.organisation == Organisation.objects.get()
    assert service.place == Place.objects.get()
    assert (service.publics, service.frais, service.frais_precisions) == (
        *(["jeunes"], ["payant"]),
        "10 € par an",
    )
    assert service.thematiques == ["remobilisation", "remobilisation--lien-social"]
    assert Service.objects.exclude(pk=service.pk).get().frais == ["gratuit"]


def test_a_service_of_an_unknown_structure_is_refused_with_what_to_do(take):
    report = take([SERVICE_V0], "v.json")
    (issue,) = report.issues
    assert (report.refused, issue.field, issue.found) == (1, "structure_id", "8595")
    assert "structures" in issue.expected
    assert not Service.objects.exists()


def test_v1_structures_and_services_are_read_by_the_schema(take):
    first = take([STRUCTURE_V1], "s.json")
    second = take([SERVICE_V1], "v.json")
    assert (first.format, second.format) == (
        "data-inclusion-v1-structures",
        "data-inclusion-v1-services",
    )
    assert (first.accepted, second.accepted) == (1, 1)
    organisation = Organisation.objects.get()
    assert (organisation.kind, organisation.reseaux_porteurs) == ("bge", ["reseau-bge"])
    service = Service.objects.get(name="Construire son projet")
    assert service.place == Place.objects.get()
    assert (service.zone, service.zone_code, service.types) == (
        *("departement", "48"),
        ["accompagnement"],
    )
    for rows, name in (([STRUCTURE_V1], "s.json"), ([SERVICE_V1], "v.json")):
        again = take(rows, name)
        assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def test_a_service_at_another_address_makes_another_place_of_the_same_structure(take):
    take([STRUCTURE_V1], "s.json")
    away = {"commune": "Langogne", "code_postal": "48300", "adresse": "Place de la République"}
    take([SERVICE_V1 | away, SERVICE_V1 | away | {"id": "dora--svc-2"}], "v.json")
    assert Place.objects.count() == 2
    spot = Place.objects.get(commune="Langogne")
    assert (spot.name, spot.service_set.count(), spot.records.count()) == ("BGE Lozère", 2, 2)


def test_the_structures_own_address_makes_no_second_place(take):
    take([STRUCTURE_V1], "s.json")
    same = {"commune": "Mende", "code_insee": "48095", "adresse": "1 Rue du College"}
    take([SERVICE_V1 | same], "v.json")
    assert Place.objects.count() == 1


def test_a_remote_service_has_no_place(take):
    take([STRUCTURE_V1], "s.json")
    take([SERVICE_V1 | {"modes_accueil": ["a-distance"], "commune": "Mende"}], "v.json")
    assert Service.objects.get(name="Construire son projet").place is None


@pytest.mark.parametrize(
    ("changes", "field", "attribute", "kept"),
    [
        ({"thematiques": ["magie", "mobilite--financer-ma-mobilite"]}, "thematiques", "thematiques",
         ["mobilite--financer-ma-mobilite"]),
        ({"frais": "cher"}, "frais", "frais", []),
        ({"publics": ["tous-publics", "femmes"]}, "publics", "publics", ["femmes"]),
        ({"type": "accueil"}, "type", "types", []),
        ({"date_maj": "hier"}, "date_maj", "confirmed_on", None),
        ({"description": ""}, "description", "presentation", ""),
        ({"nom": "x" * 160}, "nom", "name", "x" * 149 + "…"),
        ({"courriel": "pas une adresse"}, "courriel", "zone", "departement"),
        ({"contact_nom_prenom": "Une Personne"}, "contact_nom_prenom", "zone", "departement"),
    ],
)  # fmt: skip
def test_what_v1_refuses_of_a_service_is_left_out_and_told(take, changes, field, attribute, kept):
    take([STRUCTURE_V1], "s.json")
    report = take([SERVICE_V1 | changes], "v.json")
    assert (report.mended, report.refused) == (1, 0)
    assert field in {issue.field for issue in report.issues}
    service = Service.objects.exclude(thematiques=[], name__startswith="Accueil").get()
    assert getattr(service, attribute) == kept


def test_the_name_of_a_person_is_stored_nowhere(take):
    take([STRUCTURE_V1], "s.json")
    take([SERVICE_V1 | {"contact_nom_prenom": "Une Personne"}], "v.json")
    stored = json.dumps([[record.original, record.mends] for record in Record.objects.all()])
    assert "Une Personne" not in stored


@pytest.mark.parametrize("field", ["id", "source", "nom", "structure_id"])
def test_a_v1_service_that_nothing_tells_apart_is_refused(take, field):
    take([STRUCTURE_V1], "s.json")
    report = take([SERVICE_V1 | {field: None}, SERVICE_V1], "v.json")
    assert (report.refused, report.issues[0].field) == (1, field)
    assert report.accepted == 1


def test_v1_brings_up_to_date_what_came_from_v0(take):
    take([STRUCTURE_V0], "s.json")
    same = STRUCTURE_V1 | {"id": "odspep--8595", "source": "odspep", "nom": "APIJE Mende"}
    take([same], "s.json")
    assert Organisation.objects.get().name == "APIJE Mende"
    assert Place.objects.get().name == "APIJE Mende"


def test_v1_is_read_from_csv_too(take):
    rows = [STRUCTURE_V1 | {"reseaux_porteurs": '["reseau-bge", "adie"]'}]
    report = take(rows, "s.csv")
    assert (report.format, report.accepted) == ("data-inclusion-v1-structures", 1)
    assert Organisation.objects.get().reseaux_porteurs == ["reseau-bge", "adie"]


def test_an_unknown_table_is_refused_with_the_nearest_format():
    with pytest.raises(UnusableFileError) as caught:
        formats.recognise(["nom", "prenom", "age"])
    assert "nom, prenom, age" in caught.value.message
    with pytest.raises(UnusableFileError) as caught:
        formats.recognise(["id_fs", "latitude", "longitude", "mail"])
    assert "France services" in caught.value.message
    assert "lib_fs" in caught.value.message


def test_a_format_asked_for_must_have_its_columns(take):
    with pytest.raises(UnusableFileError) as caught:
        take(place(), format_name="france-services")
    assert "id_fs" in caught.value.message


def test_every_format_name_of_the_command_is_a_format():
    from entrelieux.interchange import cli

    assert ("auto", *sorted(formats.NAMES, key=cli.FORMATS.index)) == cli.FORMATS
    assert set(cli.FORMATS) == {"auto", *formats.NAMES}
