"""How the tests go through the screens of the intake, and what they read on them."""

import json
import re
from html import unescape

from entrelieux.kernel.models import JournalEntry
from entrelieux.reception.models import Intake

START = "/parcours/"
WORDS = "J'ai peur de perdre le RSA, je veux ouvrir un salon — sans ordi  \n(merci)"
WHERE = {"commune": "Langogne", "mode": "velo", "max_minutes": "60"}


def text(response):
    return response.content.decode()


def plain(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text(response))))


def ticked(response, name="besoins"):
    return set(re.findall(rf'name="{name}"[^>]* value="([^"]+)"[^>]* checked', text(response)))


def written(response):
    """What the field of words holds, as the browser will send it back."""
    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", text(response), re.S)[1])


def step_of(address):
    return re.fullmatch(r"/parcours/([\w-]{32})/etape/([123])/(?:\?corriger=1)?", address)


def begin(client, words=WORDS, **more):
    """Say it on the first screen; gives the address of the intake, ``/parcours/…/``."""
    response = client.post(START, {"mots": words, **more})
    assert response.status_code == 303, plain(response)
    found = step_of(response["Location"])
    return f"/parcours/{found[1]}/"


def go(client, address, number, said, button="suite"):
    return client.post(f"{address}etape/{number}/", {**said, "vers": button})


def everything_kept():
    return json.dumps(
        [list(Intake.objects.values()), list(JournalEntry.objects.values())], default=str
    )
