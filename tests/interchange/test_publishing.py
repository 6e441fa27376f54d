"""``publish_offer``: one step, one journal line, nothing when nothing changed."""

from dataclasses import replace
from datetime import date

import pytest

from entrelieux.directory.changing import DraftError
from entrelieux.directory.drafts import (
    OfferDraft,
    OrganisationDraft,
    PermanenceDraft,
    PlaceDraft,
    RecordDraft,
    ServiceDraft,
    SourceDraft,
)
from entrelieux.directory.models import Permanence, Place, Publication, Record, Service
from entrelieux.directory.services import (
    organisation_names,
    places_known,
    preview_offer,
    publish_offer,
)
from entrelieux.directory.stating import departement_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import JournalEntry, Source
from entrelieux.kernel.viewer import ANYONE, OPERATOR

TODAY = date(2025, 6, 1)
SOURCE = SourceDraft("essai", "Essai", published_on=date(2025, 1, 1))
PLACE = PlaceDraft(
    "lieu-1", "Mairie", "essai", code_insee="48080", typologies=("MUNI",), record_keys=("1",)
)
STRUCTURE = OrganisationDraft("structure-1", "Commune", "essai", record_key="1")
SERVICE = ServiceDraft(
    "service-1", "structure-1", "lieu-1", "Accueil", "essai", publics=("jeunes",), record_key="1"
)
PERMANENCE = PermanenceDraft("service-1", "lieu-1", "We 09:00-12:00")
OFFER = OfferDraft(
    (SOURCE,), (RecordDraft("essai", "1", {"nom": "Mairie"}),), (STRUCTURE,), (PLACE,), (SERVICE,),
    (PERMANENCE,),
)  # fmt: skip


def sources():
    """Sources of these tests: communes, when another test loaded them, have their own."""
    return Source.objects.filter(slug=SOURCE.slug)


def published_lines():
    return JournalEntry.objects.filter(verb="publier l'offre").count()


def publish(offer=OFFER, **options):
    return publish_offer(
        **{"actor": OPERATOR, "offer": offer, "cause": "essai", "today": TODAY} | options
    )


def test_everything_is_written_once_with_one_publication_and_one_line(db):
    counts = publish()
    assert (counts.created, counts.updated, counts.unchanged) == (4, 0, 0)
    assert counts.by_kind["record"] == (1, 0, 0)
    spot = Place.objects.get()
    assert (spot.departement, spot.folded, spot.first_seen_on) == ("48", "mairie", TODAY)
    assert list(spot.records.all()) == [Record.objects.get()]
    assert Publication.objects.count() == published_lines() == 1
    assert sources().get().imported_at is not None


def test_the_same_draft_again_writes_nothing_at_all(db, django_assert_num_queries):
    publish()
    before = sources().get().imported_at
    counts = publish(today=date(2026, 1, 1))
    assert (counts.created, counts.updated, counts.unchanged) == (0, 0, 4)
    assert Publication.objects.count() == published_lines() == 1
    assert sources().get().imported_at == before
    assert Place.objects.get().first_seen_on == TODAY


@pytest.mark.parametrize(
    "changed",
    [
        replace(OFFER, places=(replace(PLACE, telephone="3949"),)),
        replace(OFFER, organisations=(replace(STRUCTURE, siret="1"),)),
        replace(OFFER, services=(replace(SERVICE, publics=()),)),
        replace(OFFER, permanences=(replace(PERMANENCE, horaires="Th 09:00-12:00"),)),
        replace(OFFER, permanences=()),
        replace(OFFER, sources=(replace(SOURCE, licence="ODbL"),)),
        replace(OFFER, records=(RecordDraft("essai", "1", {"nom": "Autre"}),)),
    ],
)
def test_any_change_is_published_once(db, changed):
    publish()
    publish(changed)
    publish(changed)
    assert Publication.objects.count() == 2
    assert Permanence.objects.count() == len(changed.permanences)


def test_a_place_keeps_the_day_it_was_first_seen(db):
    publish()
    publish(replace(OFFER, places=(replace(PLACE, telephone="3949"),)), today=date(2026, 1, 1))
    spot = Place.objects.get()
    assert (spot.first_seen_on, spot.telephone) == (TODAY, "3949")


def test_a_place_that_changes_records_is_not_withdrawn_but_the_one_it_leaves_is(db):
    publish()
    records = tuple(RecordDraft("essai", key, {"nom": "Mairie"}) for key in "12")
    other = replace(PLACE, ref="lieu-2", record_keys=("1",))
    publish(replace(OFFER, records=records, places=(replace(PLACE, record_keys=("2",)), other)))
    assert not Place.objects.exclude(withdrawn_on=None).exists()
    publish(replace(OFFER, records=records[1:], places=(replace(other, record_keys=("2",)),),
                    organisations=(replace(STRUCTURE, record_key="2"),),
                    services=(replace(SERVICE, place_ref="lieu-2", record_key="2"),),
                    permanences=()))  # fmt: skip
    assert Place.objects.get(ref="lieu-1").withdrawn_on == TODAY
    assert Place.objects.get(ref="lieu-2").withdrawn_on is None


def test_a_better_reading_of_the_same_text_replaces_a_later_date(db):
    publish(replace(OFFER, places=(replace(PLACE, confirmed_on=date(2025, 5, 1)),)))
    publish(replace(OFFER, places=(replace(PLACE, confirmed_on=date(2024, 5, 1)),)))
    assert Place.objects.get().confirmed_on == date(2024, 5, 1)


def test_a_preview_counts_and_writes_nothing(db):
    assert preview_offer(actor=OPERATOR, offer=OFFER, today=TODAY).created == 4
    assert not sources().exists()


@pytest.mark.parametrize("act", [publish, lambda **k: preview_offer(offer=OFFER, today=TODAY, **k)])
def test_only_an_operator_may(db, act):
    with pytest.raises(UserError) as caught:
        act(actor=ANYONE)
    assert caught.value.status == 403
    assert not sources().exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(OFFER, places=(PLACE, PLACE)), "même référence"),
        (replace(OFFER, organisations=()), "structure-1"),
        (replace(OFFER, places=()), "lieu-1"),
        (replace(OFFER, permanences=(replace(PERMANENCE, service_ref="x"),)), "« x »"),
        (replace(OFFER, sources=()), "Source inconnue"),
        (replace(OFFER, records=()), "absente"),
        (replace(OFFER, records=OFFER.records * 2), "même clé"),
        (replace(OFFER, places=(replace(PLACE, code_postal="480800"),)), "code_postal"),
        (replace(OFFER, services=(replace(SERVICE, name="x" * 301),)), "301 signes"),
    ],
)
def test_a_draft_that_does_not_hold_together_writes_nothing(db, wrong, said):
    with pytest.raises(DraftError) as caught:
        publish(wrong)
    assert said in caught.value.message
    assert not sources().exists()
    assert not Publication.objects.exists()


def test_a_later_draft_may_name_what_is_already_there(db):
    publish()
    more = ServiceDraft("service-2", "structure-1", "lieu-1", "Atelier", "essai")
    publish(OfferDraft((SOURCE,), services=(more,)))
    assert Service.objects.filter(place__ref="lieu-1").count() == 2
    assert organisation_names({"structure-1", "inconnue"}) == {"structure-1": "Commune"}
    assert places_known({"lieu-1", "inconnu"})["lieu-1"].code_insee == "48080"


def test_a_fiction_is_published_as_one(db):
    publish(replace(OFFER, sources=(replace(SOURCE, is_fiction=True),)))
    assert Publication.objects.get().is_fiction


def test_progress_ends_at_the_number_of_rows_written(db):
    seen = []
    publish(progress=lambda *step: seen.append(step))
    assert seen[-1][1:] == (4, 4)


@pytest.mark.parametrize(
    ("insee", "postal", "departement"),
    [("48080", "", "48"), ("2A004", "20000", "2A"), ("97411", "", "974"), ("", "97400", "974"),
     ("", "20000", ""), ("", "48300", "48"), ("", "", ""), ("98818", "", "988")],
)  # fmt: skip
def test_a_departement_is_told_only_when_it_is_certain(insee, postal, departement):
    assert departement_of(insee, postal) == departement
