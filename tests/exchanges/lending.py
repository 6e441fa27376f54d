"""Two neighbours: one looks for something, the other offers it, each at their own address."""

import re
from dataclasses import dataclass
from itertools import count

from django.test import Client

from entrelieux.exchanges import saying
from entrelieux.exchanges.models import Introduction
from entrelieux.exchanges.saying import OfferSaid, RequestSaid, Whose
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.persons import open_person
from entrelieux.passerelles.services import Opening

MENDE, LANGOGNE = "48095", "48080"
SKILL = "ordinateur"
_keys = count(1)


def key():
    return f"entraide-{next(_keys):016}"


@dataclass(frozen=True)
class Neighbour:
    """thing: reference of what they said, "" for nothing."""

    token: str
    ref: str
    thing: str = ""

    def page(self, path=""):
        return f"/suivi/{self.token}/{path}"


def somebody(*, commune=MENDE, name="", contact="", actor=ANYONE, organisation="", **values):
    opening = Opening(
        code_insee=commune,
        needs=(),
        name=name,
        **{"channel": "courriel" if contact else "papier", "contact": contact, **values},
    )
    opened = open_person(
        actor=actor, opening=opening, organisation_ref=organisation, request_key=key()
    )
    return Neighbour(opened.token, opened.ref)


def offering(words="Je montre l'ordinateur", *, person=None, who=None, **said):
    who = who or somebody(**(person or {"name": "Dominique", "contact": "dominique@exemple.test"}))
    kept = saying.say_offer(
        actor=ANYONE,
        said=OfferSaid(**{"kind": "competence", "words": words, "competences": (SKILL,), **said}),
        whose=Whose(token=who.token),
        request_key=key(),
    )
    return Neighbour(who.token, who.ref, kept)


def asking(words="Je veux apprendre l'ordinateur", *, person=None, who=None, **said):
    who = who or somebody(**(person or {"name": "Camille", "contact": "camille@exemple.test"}))
    kept = saying.say_request(
        actor=ANYONE,
        said=RequestSaid(
            **{"kind": "aide_numerique", "words": words, "competences": (SKILL,), **said}
        ),
        whose=Whose(token=who.token),
        request_key=key(),
    )
    return Neighbour(who.token, who.ref, kept)


def shown(page):
    """What somebody reads: without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def introduced(asker, offerer):
    """The asker chose the offerer on their own page."""
    page = Client().post(
        asker.page(f"recherche/{asker.thing}/"), {"faire": "demander", "a": offerer.thing}
    )
    assert page.status_code == 303, shown(page)
    return Introduction.objects.get(request__ref=asker.thing, offer__ref=offerer.thing)


def says(neighbour, row, what, **values):
    return Client().post(
        neighbour.page(f"relation/{row.ref}/"), {"faire": what, **values}, follow=False
    )
