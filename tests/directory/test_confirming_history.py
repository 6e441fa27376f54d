"""The history of a sheet: what changed, when, according to whom; nothing private comes back."""

from dataclasses import replace
from datetime import date

import pytest

from entrelieux.directory import services, stating
from entrelieux.directory.confirming.history import history_of
from entrelieux.directory.drafts import CensusDraft, OfferDraft, RecordDraft, SourceDraft
from entrelieux.directory.models import Place, PlaceChange, PlaceStatement, Service
from entrelieux.directory.selectors import ANYONE
from entrelieux.kernel.viewer import OPERATOR
from tests.directory.factories import organisation, place, publish, service

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
MAIRIE = place(
    "Mairie",
    adresse="1 place de la Mairie",
    telephone="0466000000",
    horaires="Mo 09:00-12:00",
    confirmed_on=date(2023, 3, 1),
)


def events(draft=MAIRIE):
    return [
        (one.kind, one.field, one.before, one.after)
        for one in history_of(ANYONE, draft.ref).events
        if one.kind != "connu"
    ]


def say(**said):
    return stating.state(actor=OPERATOR, place_ref=MAIRIE.ref, said=said, manner="reponse")


def test_what_a_producer_changes_is_kept_with_its_day_and_its_source():
    publish(MAIRIE)
    moved = replace(
        MAIRIE,
        adresse="12 rue Haute",
        horaires="Tu 09:00-12:00",
        confirmed_on=date(2024, 5, 2),
    )
    publish(moved)
    assert set(events()) == {
        (
            "change",
            "adresse",
            "1 place de la Mairie, 48300 Langogne",
            "12 rue Haute, 48300 Langogne",
        ),
        ("change", "horaires", "Mo 09:00-12:00", "Tu 09:00-12:00"),
    }
    assert {row.on for row in PlaceChange.objects.all()} == {date(2024, 5, 2)}
    assert {one.source for one in history_of(ANYONE, MAIRIE.ref).events} == {"Liste réelle"}


def test_capitals_and_accents_are_no_change_and_the_same_again_writes_nothing():
    publish(MAIRIE)
    publish(replace(MAIRIE, name="MAIRIE", adresse="1 Place de la mairie"))
    publish(replace(MAIRIE, name="MAIRIE", adresse="1 Place de la mairie"))
    assert not PlaceChange.objects.exists()


def test_an_old_number_is_never_published_again():
    publish(MAIRIE)
    publish(replace(MAIRIE, telephone="0466999999", courriel="a@exemple.test"))
    say(telephone="0466888888")
    assert ("change", "telephone", "", "") in events()
    said = str(history_of(ANYONE, MAIRIE.ref))
    assert not any(one in said for one in ("0466000000", "0466999999", "0466888888", "exemple"))


def test_the_same_row_read_better_is_no_change_of_the_place():
    record = RecordDraft("reelle", "1", {"nom": "Mairie", "horaires": "lundi matin"})
    publish(replace(MAIRIE, horaires="", record_keys=("1",)), record)
    publish(replace(MAIRIE, record_keys=("1",)), record)
    assert events() == [("relu", "horaires", "", "Mo 09:00-12:00")]


def test_what_was_said_and_taken_back_is_told_without_its_words():
    publish(MAIRIE)
    say(presentation="Des mots qui ne doivent pas rester.")
    assert ("dit", "presentation", "", "Des mots qui ne doivent pas rester.") in events()
    stating.take_back(actor=OPERATOR, ref=PlaceStatement.objects.get().ref)
    assert sorted(events()) == [("dit", "presentation", "", ""), ("repris", "presentation", "", "")]


def vintage(year, *drafts):
    source = SourceDraft(f"famille-{year}", f"Liste {year}", published_on=date(year, 1, 1))
    named = tuple(replace(draft, source=source.slug, record_keys=(draft.name,)) for draft in drafts)
    records = tuple(RecordDraft(source.slug, draft.name, {"nom": draft.name}) for draft in drafts)
    services.publish_offer(
        actor=OPERATOR,
        offer=OfferDraft(
            (source,), records, places=named, census=(CensusDraft("famille", source.slug),)
        ),
        cause="essai",
        today=TODAY,
    )


def test_leaving_a_list_and_coming_back_are_two_events():
    others = [place(f"Maison {number}") for number in range(9)]
    vintage(2022, MAIRIE, *others)
    vintage(2023, *others)
    assert events() == [("retire", "withdrawn_on", "", "2023-01-01")]
    vintage(2024, MAIRIE, *others)
    assert events() == [
        ("revenu", "withdrawn_on", "2023-01-01", ""),
        ("retire", "withdrawn_on", "", "2023-01-01"),
    ]


def test_a_place_that_says_it_closed_is_not_opened_again_by_an_import():
    of = organisation("Commune")
    help_there = service("Aide", of, MAIRIE)
    publish(MAIRIE, of, help_there)
    day = date(2026, 10, 1)
    for _ in range(2):
        stating.close(actor=OPERATOR, place_ref=MAIRIE.ref, on=day, manner="reponse")
    publish(
        replace(MAIRIE, telephone="0466222222"), of, replace(help_there, presentation="Autrement")
    )
    assert Place.objects.get(ref=MAIRIE.ref).withdrawn_on == day
    assert Service.objects.get().withdrawn_on == day
    assert ("ferme", "withdrawn_on", "", "2026-10-01") in events()
    stating.take_back(actor=OPERATOR, ref=PlaceStatement.objects.get().ref)
    assert Place.objects.get(ref=MAIRIE.ref).withdrawn_on is None
    assert Service.objects.get().withdrawn_on is None


@pytest.mark.parametrize("ref", ["absent", "a\x00b"])
def test_an_absent_sheet_has_no_history(ref, client):
    with pytest.raises(Place.DoesNotExist):
        history_of(ANYONE, ref)
    assert client.get(f"/api/v1/places/{ref}/history".replace("\x00", "%00")).status_code == 404


def test_the_page_and_the_api_tell_the_same(communes, client):
    publish(MAIRIE)
    publish(replace(MAIRIE, horaires="Tu 09:00-12:00"))
    page = client.get(f"/lieux/{MAIRIE.ref}/histoire/").content.decode()
    assert "horaires\N{NO-BREAK SPACE}: changé" in page
    assert "<s>lun" in page
    assert "Liste réelle" in page
    told = client.get(f"/api/v1/places/{MAIRIE.ref}/history").json()
    assert [(one["quoi"], one["apres"]) for one in told["evenements"]] == [
        ("connu", None),
        ("change", "Tu 09:00-12:00"),
    ]


def confirmed(day):
    stating.state(actor=OPERATOR, place_ref=MAIRIE.ref, said={}, manner="reponse", confirmed_on=day)


def test_every_sheet_says_who_confirmed_it_last(communes, client):
    address = f"/lieux/{MAIRIE.ref}/"
    publish(replace(MAIRIE, confirmed_on=None))
    assert "jamais, par personne" in client.get(address).content.decode()
    publish(MAIRIE)
    assert "1er mars 2023, par le producteur" in client.get(address).content.decode()
    confirmed(date(2026, 11, 20))
    assert "20 novembre 2026, par le lieu lui-même" in client.get(address).content.decode()


def test_a_confirmation_reaches_a_list_that_is_already_kept(communes, client):
    publish(MAIRIE)
    listed = client.get("/lieux/?commune=48080").content.decode()
    assert "il y a plus de 2 ans" in listed
    assert client.get("/api/v1/places").json()["results"][0]["a_reconfirmer"] is True
    confirmed(date(2026, 11, 20))
    listed = client.get("/lieux/?commune=48080").content.decode()
    assert "confirmé par le lieu le 20 novembre 2026" in listed
    assert "il y a plus de 2 ans" not in listed
    (found,) = client.get("/api/v1/places").json()["results"]
    assert (found["a_reconfirmer"], found["confirme_par"]) == (False, "lieu")


def test_what_is_stale_is_marked_and_never_hidden(communes, client):
    publish(replace(MAIRIE, confirmed_on=date(2015, 1, 1)))
    page = client.get("/lieux/?commune=48080").content.decode()
    assert "Mairie" in page
    assert "il y a plus de 2 ans" in page
