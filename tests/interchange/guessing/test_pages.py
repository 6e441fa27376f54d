"""« /echanges/ »: an animator reviews a file column by column, looks at its rows, publishes it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from entrelieux.directory.models import Place
from entrelieux.directory.services import PublishForbiddenError
from entrelieux.interchange.guessing import reviewing
from entrelieux.interchange.guessing.policies import producer_for
from entrelieux.interchange.guessing.services import import_guessed
from entrelieux.interchange.models import ColumnMapping, PendingFile
from entrelieux.interchange.services import Options, import_file
from entrelieux.kernel.viewer import OPERATOR, Role
from tests import signing

FILE = (
    "Nom du lieu;Ville;Code postal;Mél;Zut\n"
    "Mairie de Mende;Mende;48000;mairie@example.org;Maison commune\n"
    "Mairie de Paris;Paris;75001;;\n"
).encode()


@pytest.fixture
def animator(db):
    network = signing.network_with(name="Réseau Lozère", zone="departement", zone_code="48")
    return signing.mandated(Role.ANIMATOR, network=network, zone="departement", zone_code="48")


def sent(client, content=FILE, name="lieux.csv", **values):
    upload = SimpleUploadedFile(name, content)
    return client.post("/echanges/", {"fichier": upload, **values})


def test_a_file_is_reviewed_then_looked_at_then_published_in_the_territory_alone(animator):
    client = animator.client
    address = sent(client, producteur="Mon réseau")["Location"]
    page = client.get(address).content.decode()
    assert "mairie@example.org" in page
    assert "Réseau Lozère · Mon réseau" in page
    answer = client.post(address, {"producteur": "Mon réseau"})
    assert answer["Location"] == address + "lignes/"
    rows = client.get(answer["Location"])
    assert not rows.context["problem"]
    assert rows.context["report"].refused == 1
    assert "une commune de votre territoire" in rows.content.decode()
    assert not Place.objects.exists()
    done = client.post(address + "publier/", {"nom": "Communes"})
    assert done["Location"] == "/echanges/?publies=1"
    place = Place.objects.get()
    assert (place.name, place.source.producer) == ("Mairie de Mende", "Réseau Lozère · Mon réseau")
    assert not PendingFile.objects.exists()
    assert ColumnMapping.objects.get().saved_by == animator.user


def test_what_a_person_chooses_is_what_is_published(animator):
    client = animator.client
    address = sent(client)["Location"]
    client.post(address, {"c4": "structure_parente/valeur/", "c3": ""})
    uses = PendingFile.objects.get().mapping["columns"]
    assert uses["Zut"]["field"] == "structure_parente"
    assert "Mél" not in uses
    client.post(address + "publier/")
    assert Place.objects.get().courriel == ""


def test_the_same_columns_find_the_choices_again(animator):
    client = animator.client
    address = sent(client)["Location"]
    client.post(address, {"c4": "structure_parente/valeur/"})
    client.post(address + "publier/", {"nom": "Communes"})
    again = sent(client, FILE.replace(b"Mende;48000", b"Langogne;48300"))["Location"]
    page = client.get(again)
    assert "« Communes »" in page.content.decode()
    assert PendingFile.objects.get().mapping["columns"]["Zut"]["field"] == "structure_parente"


def test_no_page_can_choose_what_is_not_offered(animator):
    address = sent(animator.client)["Location"]
    for code in ("mot_de_passe/valeur/", "latitude/axe/lune", "nom/exec/"):
        assert animator.client.post(address, {"c4": code}).status_code in {302, 422}
    assert set(PendingFile.objects.get().mapping["columns"]) <= {
        *("Nom du lieu", "Ville", "Code postal", "Mél", "Zut")
    }


def test_without_names_nothing_is_published_and_it_says_so(animator):
    address = sent(animator.client)["Location"]
    animator.client.post(address, {"c0": ""})
    for answer in (
        animator.client.get(address + "lignes/"),
        animator.client.post(address + "publier/"),
    ):
        assert answer.status_code == 422
        assert "nom des lieux" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.4", "document PDF"), (b"", ""), (b"a" * 4_000_001, "dépasse")],
)
def test_a_file_that_cannot_be_read_is_told(animator, content, said):
    answer = sent(animator.client, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PendingFile.objects.exists()


def test_a_file_of_a_week_ago_is_gone(animator):
    address = sent(animator.client)["Location"]
    PendingFile.objects.update(sent_at=timezone.now() - reviewing.KEPT - timedelta(hours=1))
    assert animator.client.get(address).status_code == 404
    assert b"lieux.csv" not in animator.client.get("/echanges/").content


def test_values_of_the_file_are_shown_as_text(animator):
    hostile = b"Nom du lieu;Ville\n<script>alert(1)</script>;Mende\n"
    address = sent(animator.client, hostile)["Location"]
    for page in (address, address + "lignes/"):
        assert b"<script>alert" not in animator.client.get(page).content


def test_the_directory_itself_refuses_an_animator_elsewhere(animator, write):
    """The page refuses rows one by one; were it wrong, nothing at all would be published."""
    path = write([{"nom": "Mairie de Paris", "commune": "Paris", "code_postal": "75001"}])
    with pytest.raises(PublishForbiddenError):
        import_guessed(actor=animator.viewer, path=path, today=date(2025, 6, 1))
    assert not Place.objects.exists()


def test_real_places_are_not_published_beside_a_fictional_network(animator, monkeypatch):
    address = sent(animator.client)["Location"]
    monkeypatch.setattr(reviewing, "offer_is_fiction", lambda: True)
    answer = animator.client.post(address + "publier/")
    assert answer.status_code == 422
    assert "réseau fictif" in answer.content.decode()
    assert PendingFile.objects.exists()


def test_a_producer_named_alike_is_not_written_over(animator, write):
    """Names can be chosen so that, written as identifiers, they are another producer's."""
    theirs = producer_for(animator.viewer, "Mairies").replace("·", "")
    row = {"id": "1", "nom": "Mairie de Florac", "commune": "Florac", "code_postal": "48400"}
    path, options = write([row | {"source": theirs}]), Options(format_name="mediation")
    import_file(actor=OPERATOR, path=path, today=date(2025, 6, 1), options=options)
    mine = b"id;nom;commune;code_postal\n1;Mairie de Mende;Mende;48000\n"
    address = sent(animator.client, mine, producteur="Mairies")["Location"]
    assert "publies=1" in animator.client.post(address + "publier/")["Location"]
    assert Place.objects.filter(name="Mairie de Florac", withdrawn_on=None).exists()
    assert Place.objects.values("source").distinct().count() == 2


def test_two_producers_with_long_names_keep_their_own_rows(animator):
    for name, town in (("mairies", "Mende;48000"), ("écoles", "Langogne;48300")):
        content = f"id;nom;commune;code_postal\n1;Maison;{town}\n".encode()
        producer = f"{'Communauté de communes ' * 4}{name}"
        address = sent(animator.client, content, producteur=producer)["Location"]
        animator.client.post(address + "publier/")
    assert Place.objects.filter(withdrawn_on=None).count() == 2


def test_the_same_file_again_makes_no_second_place(animator):
    for name in ("Mairie de Mende", "Mairie rouverte de Mende"):
        content = f"id;nom;commune;code_postal\n1;{name};Mende;48000\n".encode()
        address = sent(animator.client, content, producteur="Mairies")["Location"]
        animator.client.post(address + "publier/")
    assert Place.objects.get().name == "Mairie rouverte de Mende"


def test_a_mapping_kept_by_somebody_else_is_not_replaced(animator):
    """An import of the whole site may read its files by that name."""
    address = sent(animator.client)["Location"]
    ColumnMapping.objects.create(name="Communes", columns="x", content={"version": 1})
    answer = animator.client.post(address + "publier/", {"nom": " Communes"})
    assert answer.status_code == 422
    assert "Choisissez un autre nom" in answer.content.decode()
    assert ColumnMapping.objects.get().content == {"version": 1}
    assert not Place.objects.exists()


def test_signs_that_no_database_can_hold_are_shown_as_such(animator):
    address = sent(animator.client, producteur="A\x00B")["Location"]
    assert PendingFile.objects.get().mapping["source"] == "A\ufffdB"
    animator.client.post(address, {"c4": "typologie/oui/\x00", "producteur": "\x00C"})
    assert "\x00" not in str(PendingFile.objects.get().mapping)
    animator.client.post(address + "publier/", {"nom": "\x00D"})
    assert ColumnMapping.objects.get().name == "\ufffdD"


def test_nobody_keeps_more_files_under_review_than_they_can_read(animator, monkeypatch):
    monkeypatch.setattr(reviewing, "MOST", 1)
    sent(animator.client)
    answer = sent(animator.client)
    assert answer.status_code == 422
    assert "oubliez-le" in answer.content.decode()
    assert PendingFile.objects.count() == 1
