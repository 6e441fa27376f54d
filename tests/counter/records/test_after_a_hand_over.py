"""A hand-over becomes a record without being said again, and its day goes into an agenda."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from entrelieux.counter.models import SupportRecord
from entrelieux.directory.models import Place
from entrelieux.kernel.viewer import Role
from entrelieux.passerelles import services
from entrelieux.passerelles.models import Passerelle
from tests.passerelles.conftest import IDEA, network, world
from tests.signing import mandated

__all__ = ["network", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def handed(world):
    return world.hand(world.open(), IDEA, mode="rdv_pris").ref


def write(world, ref):
    page = world.agent.client.get(f"/comptes-rendus/nouveau/?passerelle={ref}").content.decode()
    answer = world.agent.client.post(
        "/comptes-rendus/nouveau/",
        {
            "cle": "une",
            "forme": "mise_en_relation",
            "monde": "developpement_economique",
            "themes": ["entrepreneuriat"],
            "duree": "15",
            "passerelle": ref,
        },
    )
    assert answer.status_code == 303
    return page, SupportRecord.objects.get()


def test_an_introduction_is_proposed_on_the_subject_handed_over(world, handed):
    page, record = write(world, handed)
    assert 'id="forme-mise_en_relation" value="mise_en_relation" checked' in page
    assert 'id="monde-developpement_economique" value="developpement_economique" checked' in page
    assert 'id="themes-entrepreneuriat" value="entrepreneuriat" checked' in page
    assert f'name="passerelle" value="{handed}"' in page
    assert record.passerelle_ref == handed


def test_the_card_is_that_of_who_receives_and_the_day_the_one_announced(world, handed):
    _page, record = write(world, handed)
    soon = timezone.localdate() + timedelta(days=5)
    Passerelle.objects.filter(ref=handed).update(announced_on=soon)
    card = world.agent.client.get(f"/comptes-rendus/{record.ref}/structure.vcf").content.decode()
    assert f"FN:{Passerelle.objects.get().to_name}" in card.replace("\r\n ", "")
    book = world.agent.client.get(f"/comptes-rendus/{record.ref}/rendez-vous.ics").content
    (event,) = Calendar.from_ical(book).walk("VEVENT")
    assert event.decoded("dtstart") == soon
    assert str(event["status"]) == "CONFIRMED"
    assert "Camille" not in book.decode() + card


def test_the_booking_page_is_that_of_who_receives(world, handed):
    _page, record = write(world, handed)
    place = Passerelle.objects.get().to_place_ref
    Place.objects.filter(ref=place).update(prise_rdv="https://www.rdv-aide-numerique.fr/x")
    page = world.agent.client.get(f"/comptes-rendus/{record.ref}/").content.decode()
    assert 'href="https://www.rdv-aide-numerique.fr/x"' in page


def test_a_record_never_follows_a_hand_over_that_is_not_ones_own(world, handed):
    other = mandated(Role.AGENT, organisation=world.other.ref)
    other.client.post(
        "/comptes-rendus/nouveau/",
        {
            "cle": "x",
            "forme": "accompagnement",
            "monde": "collectif",
            "duree": "15",
            "passerelle": handed,
        },
    )
    assert SupportRecord.objects.get().passerelle_ref == ""


def test_the_hand_over_of_others_gives_nothing(world, handed):
    services.withdraw(actor=world.agent.viewer, ref=handed)
    other = mandated(Role.AGENT, organisation=world.other.ref)
    page = other.client.get(f"/comptes-rendus/nouveau/?passerelle={handed}").content.decode()
    assert "rien n&#x27;est repris" in page
    assert "checked" not in page.split("Sur quel sujet")[0]
