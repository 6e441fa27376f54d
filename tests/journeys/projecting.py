"""A person's project: each page, and how one gets there."""

from collections.abc import Callable

from tests.journeys.signed_in import beside
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
    "projects-shown": lambda w: w.goto("/projets/publics/"),
    "projects-lived": lambda w: w.goto("/observatoire/projets/"),
}
