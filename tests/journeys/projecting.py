"""A person's project: each page, and how one gets there."""

from collections.abc import Callable

from tests.journeys.signed_in import beside, sign_in
from tests.journeys.walking import Walk

OPEN_A_FILE = """
import django
django.setup()
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services
opened = services.open_follow_up(
    actor=ANYONE, opening=services.Opening("48095", ("creer-entreprise",))
)
print(opened.token)
"""


WITH_THEM = "Élan Création Margeride (conseil à la création)"
WALK_WITH_A_MENTOR = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from entrelieux.exchanges.models import Introduction, Offer, Request
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services as files
from entrelieux.passerelles.persons import person_behind
from entrelieux.projects import services
tokens = [
    files.open_follow_up(
        actor=ANYONE, opening=files.Opening("48095", ("creer-entreprise",), name=name)
    ).token
    for name in ("Camille", "Sol")
]
holder, mentor = (person_behind(token) for token in tokens)
now = timezone.now()
said = {"code_insee": "48095", "departement": "48", "said_at": now, "moved_at": now,
        "is_fiction": True}
offer = Offer.objects.create(
    ref=f"o{mentor.pk}", follow_up_id=mentor.pk, kind="parrainage", words="J'ai tenu un café.",
    valid_until=timezone.localdate() + timedelta(days=90), **said,
)
request = Request.objects.create(
    ref=f"d{holder.pk}", follow_up_id=holder.pk, kind="aide_projet", words="Un café.", **said
)
pair = Introduction.objects.create(
    ref=f"r{holder.pk}", request=request, offer=offer, state="rencontre_faite", proposed_at=now,
    proposed_by="personne", for_mentor=True, request_agreed_at=now, offer_agreed_at=now,
)
ref = services.open_project(
    actor=ANYONE, token=tokens[0],
    said=services.Said(name="Vélo bavard", pitch="Réparer des vélos autour d'un café."),
)
services.add_action(actor=ANYONE, token=tokens[0], to_do=services.ToDo("Visiter le local"))
services.invite_mentor(
    actor=ANYONE, token=tokens[0], introduction=pair.ref, parts=("bref", "actions", "notes")
)
print(f"/suivi/{tokens[1]}/a-cote/{ref}/")
"""


def follow_up(begun: Walk) -> str:
    return f"/suivi/{beside(begun.origin, OPEN_A_FILE).strip()}/"


def opened(begun: Walk) -> str:
    """A project said in one box; its address."""
    mine = f"{follow_up(begun)}projet/"
    page = begun.goto(mine)
    page.locator("#nom").fill("L'atelier des vélos")
    page.locator("#pitch").fill("Je voudrais réparer des vélos au village.")
    page.locator("details summary", has_text="Ce dont vous avez besoin").click()
    page.locator("#besoins-creer-entreprise").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Garder mon projet").click()
    return mine


def invite(begun: Walk, mine: str, organisation: str, *parts: str) -> None:
    begun.goto(f"{mine}compagnons/?q={organisation.partition(' (')[0]}")
    page = begun.page
    page.get_by_role("radio", name=organisation).first.check()
    for part in parts:
        page.locator(f"#parties-{part}").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Inviter").click()


def full(begun: Walk) -> str:
    """With an action and somebody beside."""
    mine = opened(begun)
    invite(begun, mine, "Élan Création Margeride", "bref")
    page = begun.goto(mine)
    page.locator("#nouvelle-action summary").click()
    page.locator("#action").fill("Visiter le local")
    with page.expect_navigation():
        page.get_by_role("button", name="Ajouter").click()
    return mine


def beside_it(begun: Walk) -> str:
    """Of the list of the structure that walks beside; its address."""
    full(begun)
    sign_in(begun, "agent", WITH_THEM)
    page = begun.goto("/projets/")
    return page.locator(".handover h2 a").first.get_attribute("href") or ""


def paper_for(begun: Walk) -> object:
    begun.goto(f"{full(begun)}compagnons/")
    there = begun.page.locator("a[href*='?pour=']")
    return begun.goto(there.first.get_attribute("href") or "") if there.count() else None


def refused(begun: Walk) -> None:
    page = begun.goto(f"{follow_up(begun)}projet/")
    with page.expect_navigation() as arrival:
        page.get_by_role("button", name="Garder mon projet").click()
    assert arrival.value.status == 422


def at(rest: str) -> Callable[[Walk], object]:
    return lambda begun: begun.goto(f"{opened(begun)}{rest}")


PAGES: dict[str, Callable[[Walk], object]] = {
    "project-open": lambda w: w.goto(f"{follow_up(w)}projet/"),
    "project-refused": refused,
    "project": lambda w: w.goto(full(w)),
    "project-tell": at("dire/"),
    "project-stage": at("etape/"),
    "project-file": at("dossier/"),
    "project-companions": at("compagnons/?q=tremplin"),
    "project-ideas": at("pistes/"),
    "project-paper": at("imprimer/"),
    "project-paper-for": paper_for,
    "projects": beside_it,
    "project-beside": lambda w: w.goto(beside_it(w)),
    "project-mentored": lambda w: w.goto(beside(w.origin, WALK_WITH_A_MENTOR).strip()),
    "projects-shown": lambda w: w.goto("/projets/publics/"),
    "projects-lived": lambda w: w.goto("/observatoire/projets/"),
}
