"""An animator publishes beside what others published, never over it."""

from dataclasses import replace
from datetime import date

import pytest

from entrelieux.directory.changing import DraftError
from entrelieux.directory.drafts import (
    FunctionDraft,
    OfferDraft,
    OrganisationDraft,
    PermanenceDraft,
    PlaceDraft,
    RecordDraft,
    ServiceDraft,
    SourceDraft,
)
from entrelieux.directory.models import Organisation, Place, Record
from entrelieux.directory.services import PublishForbiddenError, preview_offer, publish_offer
from entrelieux.kernel.models import JournalEntry, Source
from entrelieux.kernel.viewer import OPERATOR, Role
from tests import signing

TODAY = date(2025, 6, 1)
MENDE, LANGOGNE, PARIS = "48095", "48080", "75056"


def offer_of(slug, *places, key=""):
    """One draft: each place (reference, name, commune) with its structure, service and row."""
    return OfferDraft(
        (SourceDraft(slug, slug),),
        tuple(RecordDraft(slug, key or ref, {"nom": name}) for ref, name, _code in places),
        tuple(OrganisationDraft(f"s-{ref}", name, slug) for ref, name, _code in places),
        tuple(
            PlaceDraft(ref, name, slug, code_insee=code, record_keys=(key or ref,))
            for ref, name, code in places
        ),
        tuple(ServiceDraft(f"o-{ref}", f"s-{ref}", ref, "Accueil", slug) for ref, _, _ in places),
    )


def publish(actor, offer):
    return publish_offer(actor=actor, offer=offer, cause="essai", today=TODAY)


@pytest.fixture
def animator(db):
    network = signing.network_with(zone="departement", zone_code="48")
    return signing.mandated(Role.ANIMATOR, network=network).viewer


THERE = offer_of("autre", ("la", "Mairie de Mende", MENDE), ("loin", "Mairie de Paris", PARIS))
MINE = offer_of("mien", ("ici", "Mairie de Langogne", LANGOGNE))
OVER = {
    "another producer's sheet": offer_of("mien", ("la", "Pris", MENDE)),
    "a sheet elsewhere, moved here": offer_of("autre", ("loin", "Pris", MENDE)),
    "a row of a sheet elsewhere": offer_of("autre", ("neuf", "Pris", MENDE), key="loin"),
    "a service elsewhere": replace(
        MINE, services=(ServiceDraft("o-loin", "s-ici", "ici", "Pris", "mien"),)
    ),
    "a service at a sheet elsewhere": replace(
        MINE, services=(ServiceDraft("neuf", "s-ici", "loin", "Pris", "mien"),)
    ),
    "a structure of others": replace(
        MINE, organisations=(*MINE.organisations, OrganisationDraft("s-loin", "Pris", "mien"))
    ),
    "a service under a structure of others": replace(
        MINE, services=(ServiceDraft("o-ici", "s-la", "ici", "Pris", "mien"),)
    ),
    "a permanence of others": replace(
        MINE, permanences=(PermanenceDraft("o-la", "ici", "We 09:00-12:00"),)
    ),
    "a function of a sheet of others": replace(
        MINE, functions=(FunctionDraft("f", "la", "cafe", "mien"),)
    ),
    "the name of a list of others": replace(
        MINE, sources=(*MINE.sources, SourceDraft("autre", "Pris"))
    ),
}


@pytest.mark.parametrize("offer", OVER.values(), ids=OVER)
def test_an_animator_writes_over_nothing_of_others(animator, offer):
    publish(OPERATOR, THERE)
    before = state()
    for write in (preview, publish):
        with pytest.raises(PublishForbiddenError):
            write(animator, offer)
    assert state() == before


def preview(actor, offer):
    return preview_offer(actor=actor, offer=offer, today=TODAY)


def state():
    return (
        list(Place.objects.order_by("pk").values()),
        list(Organisation.objects.order_by("pk").values()),
        list(Record.objects.order_by("pk").values()),
        list(Source.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


def test_an_animator_writes_again_what_their_list_wrote(animator):
    publish(OPERATOR, THERE)
    publish(animator, MINE)
    counts = publish(animator, offer_of("mien", ("ici", "Maison de Langogne", LANGOGNE)))
    assert counts.updated == 2
    assert Place.objects.get(ref="ici").name == "Maison de Langogne"


def test_a_list_of_others_in_the_same_territory_is_theirs(animator):
    """Two files that bear the same references: the second one is refused, whoever sends it."""
    publish(OPERATOR, offer_of("autre", ("la", "Mairie de Mende", MENDE)))
    with pytest.raises(PublishForbiddenError, match="Mairie de Mende"):
        publish(animator, offer_of("mien", ("la", "Pris", MENDE)))


def test_an_incoherent_draft_is_still_said_to_be_so(animator):
    absent = replace(MINE, permanences=(PermanenceDraft("absent", "ici", "We 09:00-12:00"),))
    with pytest.raises(DraftError):
        publish(animator, absent)
