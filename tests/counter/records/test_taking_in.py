"""An export of La Coop is checked first, taken in once, and never undoes what was changed here."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records import carrying
from entrelieux.counter.records.coop_reading import Act
from entrelieux.counter.records.services import change_record
from entrelieux.counter.records.taking_in import sort_acts, take_in
from entrelieux.kernel.models import JournalEntry
from tests.counter.records.conftest import DAY, draft
from tests.signing import network_with

pytestmark = pytest.mark.django_db
TAKE = "/comptes-rendus/reprendre/"
TITLES = (
    *("Date", "Enregistré le", "Dernière modification le", "Type", "Participants", "Bénéficiaire"),
    *("Canaux d’accompagnement", "Nom du lieu", "Adresse", "Commune", "Code postal", "Code Insee"),
    *("Durée (min)", "Nom de l’atelier", "Matériel numérique utilisé"),
    *("Thématique(s) d’accompagnement", "Tags", "Nom de la démarche administrative"),
    *("Niveau d’autonomie (ou de l’atelier)", "Bénéficiaire réorienté"),
    *("Structure de redirection", "Commune du bénéficiaire", "Code postal du bénéficiaire"),
    *("Code Insee du bénéficiaire", "Genre du bénéficiaire", "Tranche d’âge du bénéficiaire"),
    *("Statut du bénéficiaire", "Notes supplémentaires", "ID CRA"),
)
HEAD = (
    ("Informations export", ""),
    ("Nom", "Untel"),
    ("Prénom", "Camille"),
    ("Total", 3),
    ("Date d’export", "20/11/2026"),
    (),
    ("Filtres",),
    ("Période", "-"),
    (),
)


def row(**said):
    """One row as La Coop writes it; keywords by the first word of the title."""
    cells = dict.fromkeys(TITLES, "")
    cells |= {
        "Date": date(2026, 11, 20),
        "Enregistré le": "20/11/2026 à 10:00",
        "Type": "Accompagnement individuel",
        "Participants": 1,
        "Bénéficiaire": "Jeanne Untelle",
        "Canaux d’accompagnement": "Lieu d’activité",
        "Durée (min)": 30,
        "Thématique(s) d’accompagnement": "E-mail\nLogement",
        "Notes supplémentaires": "Jeanne revient mardi",
        "Genre du bénéficiaire": "Féminin",
        "Tranche d’âge du bénéficiaire": "70 ans ou plus",
        "Statut du bénéficiaire": "Retraité",
        "ID CRA": "7d6091bc",
    }
    return [({**cells, **said})[title] for title in TITLES]


def workbook(*rows, titles=TITLES, head=HEAD):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("Activités")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for line, cells in enumerate((*head, titles, *rows)):
            for rank, value in enumerate(cells):
                if isinstance(value, date):
                    page.write_datetime(line, rank, value, day)
                elif value != "":
                    page.write(line, rank, value)
    return target.getvalue()


def send(signed, content, name="export.xlsx", **more):
    return signed.client.post(
        TAKE, {"pas": "verifier", "fichier": SimpleUploadedFile(name, content), **more}
    )


def batch_of(answer):
    return answer.context["batch"]


def confirm(signed, answer, **more):
    return signed.client.post(TAKE, {"pas": "reprendre", "lot": batch_of(answer), **more})


def test_nothing_is_kept_before_somebody_says_so(desk):
    answer = send(desk.agent, workbook(row()))
    assert answer.status_code == 200
    assert len(answer.context["piles"].new) == 1
    assert not SupportRecord.objects.exists()
    assert confirm(desk.agent, answer).status_code == 303
    record = SupportRecord.objects.get()
    assert (record.origin, record.origin_key) == ("coop", "7d6091bc")
    assert record.themes == ["email", "aide_aux_demarches_administratives"]
    assert record.administrative_themes == ["logement"]
    assert record.participants == [
        {"age": "soixante_dix_plus", "gender": "feminin", "status": "retraite"}
    ]
    assert (record.held_on, record.minutes) == (date(2026, 11, 20), 30)


def test_no_name_and_no_note_of_anybody_is_taken_in(desk):
    answer = send(desk.agent, workbook(row(**{"Nom de l’atelier": "Chez Jeanne"})))
    confirm(desk.agent, answer)
    kept = str(SupportRecord.objects.values())
    for personal in ("Jeanne", "Untel", "mardi"):
        assert personal not in kept
        assert personal not in answer.content.decode()


def test_the_same_file_twice_changes_nothing_more(desk):
    content = workbook(row(), row(**{"ID CRA": "autre", "Durée (min)": 45}))
    confirm(desk.agent, send(desk.agent, content))
    before = list(SupportRecord.objects.order_by("pk").values())
    again = send(desk.agent, content)
    assert len(again.context["piles"].same) == 2
    assert "rien de nouveau" in again.content.decode()
    confirm(desk.agent, again)
    assert list(SupportRecord.objects.order_by("pk").values()) == before
    assert JournalEntry.objects.filter(verb="comptes-rendus.repris").count() == 1


def test_what_changed_there_is_followed_and_what_changed_here_is_kept(desk):
    rows = [row(), row(**{"ID CRA": "b"})]
    confirm(desk.agent, send(desk.agent, workbook(*rows)))
    here = SupportRecord.objects.get(origin_key="b")
    change_record(
        actor=desk.agent.viewer, ref=here.ref, draft=draft(minutes=5), version=here.version
    )
    rows = [row(**{"Durée (min)": 50}), row(**{"ID CRA": "b", "Durée (min)": 55})]
    answer = send(desk.agent, workbook(*rows))
    piles = answer.context["piles"]
    assert (len(piles.changed), len(piles.kept)) == (1, 1)
    confirm(desk.agent, answer)
    minutes = dict(SupportRecord.objects.values_list("origin_key", "minutes"))
    assert minutes == {"7d6091bc": 50, "b": 5}
    followed = send(desk.agent, workbook(row(**{"Durée (min)": 60})))
    assert len(followed.context["piles"].changed) == 1


def test_what_la_coop_does_not_say_stays_as_it_is_known_here(desk):
    confirm(desk.agent, send(desk.agent, workbook(row()), forme="mise_en_relation"))
    answer = send(desk.agent, workbook(row(**{"Durée (min)": 50})), forme="accompagnement")
    confirm(desk.agent, answer)
    assert SupportRecord.objects.get().forme_mediation == "mise_en_relation"


def test_an_act_that_looks_like_one_of_here_waits_for_a_yes(desk):
    desk.write(held_on=DAY, themes=("email",), administrative_themes=("logement",))
    answer = send(desk.agent, workbook(row()))
    assert len(answer.context["piles"].twins) == 1
    confirm(desk.agent, answer)
    assert SupportRecord.objects.count() == 1
    confirm(desk.agent, answer, ressemblants="oui")
    assert SupportRecord.objects.count() == 2


def test_our_own_export_brings_nothing_new(desk):
    desk.write()
    exported = desk.agent.client.get("/comptes-rendus/export.xlsx", {"mois": "2026-11"})
    assert exported.headers["Content-Disposition"].endswith('2026-11-30.xlsx"')
    answer = send(desk.agent, exported.content)
    assert len(answer.context["piles"].same) == 1
    csv = desk.agent.client.get("/comptes-rendus/export.csv", {"mois": "2026-11", "plus": "oui"})
    assert len(send(desk.agent, csv.content, "a.csv").context["piles"].same) == 1


def test_rows_of_a_workshop_make_one_act(desk):
    rows = [
        row(
            **{
                "Type": "Atelier collectif",
                "Participants": f"{n}/3",
                "Genre du bénéficiaire": sex,
                "Niveau d’autonomie (ou de l’atelier)": "2/3",
            }
        )
        for n, sex in ((1, "Féminin"), (2, "Masculin"), (3, "Non communiqué"))
    ]
    (act,) = send(desk.agent, workbook(*rows)).context["reading"].acts
    assert [one.gender for one in act.draft.people] == ["feminin", "masculin", ""]
    assert act.draft.level == "intermediaire"
    partial = send(desk.agent, workbook(*rows[:2])).context["reading"]
    assert len(partial.acts[0].draft.people) == 3
    assert partial.warnings[0].column == "Participants"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Date", "hier"),
        ("Date", date(2031, 1, 1)),
        ("Durée (min)", "une heure"),
        ("Durée (min)", -30),
        ("Durée (min)", 1_000_000),
        ("Type", "Danse"),
        ("Type", ""),
    ],
)
def test_an_act_that_cannot_be_says_where_and_lets_the_others_in(desk, column, value):
    answer = send(desk.agent, workbook(row(**{column: value}), row(**{"ID CRA": "b"})))
    reading = answer.context["reading"]
    (refusal,) = reading.refusals
    assert (refusal.column, refusal.row) == (column, len(HEAD) + 2)
    assert refusal.expected
    assert [act.key for act in reading.acts] == ["b"]
    assert "Ce qui ne peut pas être repris" in answer.content.decode()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Thématique(s) d’accompagnement", "E-mail\nJardinage"),
        ("Tranche d’âge du bénéficiaire", "très vieux"),
        ("Code Insee", "99999"),
        ("Niveau d’autonomie (ou de l’atelier)", "2/3 étoiles"),
    ],
)
def test_a_cell_that_is_not_understood_is_told_and_left(desk, column, value):
    reading = send(desk.agent, workbook(row(**{column: value}))).context["reading"]
    (warning,) = reading.warnings
    assert warning.column == column
    assert len(reading.acts) == 1


def bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"Date;Type\n\x00\x01", "nuls"),
        (b"PK\x03\x04 abime", "abîmé"),
        (b"a;b\n" + b"x" * 1_200_000, "ligne"),
        (b"Date;Type\n2026-11-20;Danse\n", "titres"),
        (b"<html><body>connexion</body></html>", "titres"),
        (b"\xff\xfe\xfd" * 50, "fichier"),
        (workbook(titles=("Date", "Type", "Nombre de participants")), "ancien export"),
    ],
)
def test_another_file_is_refused_with_what_it_is(desk, content, said):
    answer = send(desk.agent, content)
    assert answer.status_code == 422
    assert said.casefold() in answer.content.decode().casefold()
    assert not SupportRecord.objects.exists()


def test_a_bomb_is_refused_before_it_unpacks(desk):
    answer = send(desk.agent, bomb())
    assert answer.status_code == 422
    assert "refusé" in answer.content.decode()


def test_an_export_saved_by_a_french_spreadsheet_is_read(desk):
    lines = ["Informations export;", "Nom;Untel", "", ";".join(TITLES)]
    cells = row(**{"Date": "20/11/2026", "Thématique(s) d’accompagnement": "E-mail"})
    lines.append(";".join(map(str, cells)))
    content = "\r\n".join(lines).encode("cp1252")
    reading = send(desk.agent, content, "export.csv").context["reading"]
    assert len(reading.acts) == 1
    assert "1252" in reading.notes[0]


def test_titles_with_plain_quotes_are_the_same_titles(desk):
    titles = [title.replace("’", "'").upper() for title in TITLES]
    assert len(send(desk.agent, workbook(row(), titles=titles)).context["reading"].acts) == 1


def test_rows_without_an_identifier_are_taken_in_once(desk):
    content = workbook(row(**{"ID CRA": ""}), row(**{"ID CRA": ""}))
    confirm(desk.agent, send(desk.agent, content))
    assert SupportRecord.objects.count() == 2
    assert len(send(desk.agent, content).context["piles"].same) == 2
    group = workbook(row(**{"ID CRA": "", "Participants": "1/4"}))
    assert send(desk.agent, group).context["reading"].refusals[0].column == "ID CRA"


def test_too_many_acts_are_refused_whole(desk, monkeypatch):
    monkeypatch.setattr("entrelieux.counter.records.coop_reading.MOST_ACTS", 2)
    rows = [row(**{"ID CRA": str(number)}) for number in range(3)]
    assert send(desk.agent, workbook(*rows)).status_code == 422


def test_what_was_checked_cannot_be_changed_on_the_way(desk):
    answer = send(desk.agent, workbook(row()))
    for signed, lot in (
        (desk.agent, batch_of(answer)[:-2] + "xx"),
        (desk.colleague, batch_of(answer)),
        (desk.agent, ""),
    ):
        refused = signed.client.post(TAKE, {"pas": "reprendre", "lot": lot})
        assert refused.status_code == 422
    assert not SupportRecord.objects.exists()


def test_what_is_carried_is_what_was_read(desk):
    acts = (Act("clé", 3, draft(redirections=("autre",), code_insee="48095")),)
    text = carrying.signed(desk.agent.viewer, desk.structure, acts)
    assert carrying.read(desk.agent.viewer, desk.structure, text) == acts


def test_two_people_taking_in_one_file_make_each_act_once(desk):
    acts = (Act("a", 1, draft()), Act("b", 2, draft(minutes=10)))
    first = take_in(actor=desk.agent.viewer, organisation_ref=desk.structure, acts=acts)
    second = take_in(actor=desk.colleague.viewer, organisation_ref=desk.structure, acts=acts)
    assert (first.created, second.created, second.left) == (2, 0, 2)
    assert len(sort_acts(desk.colleague.viewer, desk.structure, acts).same) == 2


def test_a_formula_in_a_cell_is_only_a_text(desk):
    content = workbook(row(**{"ID CRA": "=1+1", "Nom du lieu": "=HYPERLINK(1)"}))
    reading = send(desk.agent, content).context["reading"]
    assert len(reading.acts) <= 1


def test_a_place_named_like_a_formula_is_not_computed(desk, tmp_path):
    from entrelieux.directory.models import Place

    Place.objects.filter(ref=desk.place).update(name="=cmd|' /C calc'!A0")
    desk.write(place_ref=desk.place)
    csv = desk.agent.client.get("/comptes-rendus/export.csv", {"mois": "2026-11"}).content.decode()
    assert ";'=cmd" in csv
    book = desk.agent.client.get("/comptes-rendus/export.xlsx", {"mois": "2026-11"}).content
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_a_stranger_exports_and_takes_in_nothing(desk, client):
    for address in (TAKE, "/comptes-rendus/export.csv", "/comptes-rendus/export.xlsx"):
        assert client.get(address).status_code == 404
        asked = {"structure": desk.structure}
        assert desk.stranger.client.get(address, asked).status_code == 404


def test_fiction_leaves_apart_in_a_file_that_says_so(desk):
    desk.write("réel")
    network_with(desk.structure, is_fiction=True)
    desk.write("fictif", minutes=45)
    answer = desk.agent.client.get("/comptes-rendus/export.csv", {"mois": "2026-11"})
    assert "fiction-" in answer.headers["Content-Disposition"]
    rows = answer.content.decode().splitlines()
    assert len(rows) == 2
    assert ";45;" in rows[1]


def test_without_a_file_what_was_chosen_is_kept(desk):
    said = {"pas": "verifier", "forme": "mise_en_relation", "monde": "collectif"}
    page = desk.agent.client.post(TAKE, said).content.decode()
    assert 'name="forme" value="mise_en_relation" checked' in page
    assert 'name="monde" value="collectif" checked' in page
