"""How the tests receive somebody, and what they read on the screen."""

import re
from html import unescape

from entrelieux.counter.services import open_visit
from entrelieux.reception.situation import SituationParams

DESK = "/guichet/"
WORDS = "je veux ouvrir un salon de thé, j'ai pas d'ordinateur et j'ai peur de perdre le RSA"
NEEDS = ("creer-entreprise", "avoir-ordinateur", "garder-ses-droits")


def arrived(agent, *needs, key="a" * 32, commune="48080", **said):
    """A visit open for these needs. Its reference."""
    (organisation,) = agent.viewer.organisations()
    said = SituationParams(commune, needs or NEEDS, **said)
    return open_visit(actor=agent.viewer, organisation_ref=organisation, said=said, request_key=key)


def page_of(ref):
    return f"/guichet/visites/{ref}/"


def text(response):
    return response.content.decode()


def plain(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text(response))))


def ticked(response, name="besoins"):
    return set(re.findall(rf'name="{name}"[^>]* value="([^"]+)"[^>]* checked', text(response)))


def steps_of(response):
    """References of the interlocutors of the plan shown, in order."""
    return re.findall(r'id="etape-([0-9a-f]{16})"', text(response))
