"""A small offer written by hand, row by row, and the fixtures that several folders share."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

import pytest
from django.utils import timezone

from entrelieux.accounts.models import User
from entrelieux.directory.catalogue import build_catalogue
from entrelieux.directory.demo import demo_offer
from entrelieux.directory.models import Organisation, Permanence, Place, Publication, Service
from entrelieux.directory.services import publish_offer
from entrelieux.engine.language.fold import fold
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.site.demonstration import publish_demonstration
from entrelieux.territories.selectors import commune_for

TODAY = date(2026, 11, 23)
OFFICE_HOURS = "Mo-Fr 09:00-17:00"
_numbers = count(1)


@pytest.fixture
def demo(communes):
    """The fictional network, published."""
    publish_demo()


@pytest.fixture
def demonstration(communes):
    """All that the demonstration shows, in every room."""
    publish_demonstration(today=timezone.localdate())


@pytest.fixture
def network(communes):
    """An empty network, to be filled by hand."""
    return Network()


def source(slug="essai", *, fiction=False):
    made, _ = Source.objects.get_or_create(
        slug=slug,
        defaults={"title": f"Source {slug}", "producer": slug, "is_fiction": fiction},
    )
    return made


def publish_demo():
    publish_offer(actor=OPERATOR, offer=demo_offer(TODAY), cause="démonstration", today=TODAY)


def account(name="alice"):
    """An account that holds nothing. Somebody signed in: see ``tests.signing``."""
    return User.objects.create_user(name, password=None)


@dataclass
class Network:
    """Rows of one offer. Unless said otherwise: every condition is known and welcomes all."""

    slug: str = "essai"
    fiction: bool = False
    services: list[Service] = field(default_factory=list)

    def place(self, commune="48080", *, east=0.0, north=0.0, slug="", **values):
        """``east``, ``north``: degrees from the town hall. A place of its own, under one roof."""
        number = next(_numbers)
        card = commune_for(commune)
        values = {
            "name": f"Lieu {number}",
            "adresse": "",
            "code_insee": commune,
            "commune": card.name,
            "departement": card.departement_code,
            "lon": card.lon + east,
            "lat": card.lat + north,
            "position": Place.Position.POINT,
            "horaires": OFFICE_HOURS,
            "wheelchair": True,
            "confirmed_on": TODAY,
            "first_seen_on": TODAY,
            **values,
        }
        return Place.objects.create(
            ref=f"lieu-{number:06}",
            folded=fold(values["name"]),
            source=source(slug or self.slug, fiction=self.fiction),
            **values,
        )

    def organisation(self, name="", *, slug="", **values):
        number = next(_numbers)
        return Organisation.objects.create(
            ref=f"structure-{number:06}",
            name=name or f"Structure {number}",
            source=source(slug or self.slug, fiction=self.fiction),
            **values,
        )

    def service(self, *thematiques, place=None, organisation=None, slug="", **values):
        number = next(_numbers)
        values = {
            "name": f"Service {number}",
            "publics": ["tous-publics"],
            "frais": ["gratuit"],
            "modes_accueil": ["en-presentiel" if place else "a-distance"],
            "confirmed_on": TODAY,
            **values,
        }
        made = Service.objects.create(
            ref=f"service-{number:06}",
            organisation=organisation or self.organisation(slug=slug),
            place=place,
            thematiques=list(thematiques),
            source=source(slug or self.slug, fiction=self.fiction),
            **values,
        )
        self.services.append(made)
        return made

    def permanence(self, service, place, horaires=OFFICE_HOURS, **values):
        return Permanence.objects.create(service=service, place=place, horaires=horaires, **values)

    def publish(self):
        """What is in the rows becomes the version of the data."""
        Publication.objects.create(cause="essai", is_fiction=self.fiction)

    def catalogue(self):
        sources = Source.objects.values_list("pk", flat=True)
        return build_catalogue(sources=sources, today=TODAY)
