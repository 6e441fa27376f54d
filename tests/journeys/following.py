"""A person hands a step of their plan over, then follows it: each page, and how one gets there."""

from collections.abc import Callable

from tests.journeys.walking import THREE, Walk, open_plans

WAYS = "a[href*='/confier/']"


def step_to_confide(begun: Walk) -> None:
    """The page where one agrees, for the first step of plans from Langogne."""
    page = begun.goto(open_plans(begun.context, "Langogne", THREE, a_distance="on"))
    begun.goto(page.locator(f"main {WAYS}").first.get_attribute("href"))


def refused(begun: Walk) -> None:
    step_to_confide(begun)
    page = begun.page
    page.locator("#ligne-nom").check()
    page.locator("input[name=moyen][value=courriel]").check()
    with page.expect_navigation() as arrival:
        page.locator("#confier .button--big").click()
    assert arrival.value.status == 422


def confided(begun: Walk) -> str:
    """Agree to everything that is ordinary; gives the secret address of the follow-up."""
    step_to_confide(begun)
    page = begun.page
    for need in page.locator("input[name=besoins]").all():
        need.check()
    page.locator("#ligne-nom").check()
    page.locator("#nom").fill("Camille")
    page.locator("#message").fill("Je suis libre le mardi matin.")
    with page.expect_navigation():
        page.locator("#confier .button--big").click()
    return page.url.removeprefix(begun.origin).removesuffix("garder/")


def request(begun: Walk) -> None:
    page = begun.goto(confided(begun))
    begun.goto(page.locator("main a[href*='/demandes/']").first.get_attribute("href"))


def stage_refused(begun: Walk) -> None:
    page = begun.goto(confided(begun))
    page.locator("#nouvelle-etape summary").click()
    with page.expect_navigation() as arrival:
        page.locator("#nouvelle-etape form button").click()
    assert arrival.value.status == 422


def withdrawn(begun: Walk) -> None:
    request(begun)
    page = begun.page
    page.locator("#retirer summary").click()
    with page.expect_navigation():
        page.locator("#retirer form button").click()


PAGES: dict[str, Callable[[Walk], object]] = {
    "confide": step_to_confide,
    "confide-refused": refused,
    "follow-up-kept": confided,
    "follow-up": lambda w: w.goto(confided(w)),
    "follow-up-stage-refused": stage_refused,
    "follow-up-request": request,
    "follow-up-withdrawn": withdrawn,
    "follow-up-paper": lambda w: w.goto(f"{confided(w)}imprimer/"),
    "follow-up-address": lambda w: w.goto(f"{confided(w)}adresse/"),
    "follow-up-erase": lambda w: w.goto(f"{confided(w)}effacer/"),
    "follow-up-door": lambda w: w.goto("/suivi/?fait=efface"),
    "follow-up-gone": lambda w: w.goto(f"/suivi/{'x' * 40}/", status=404),
}
