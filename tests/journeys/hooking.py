"""Pages of hooks: the form, the secret, one that works, one that is stopped."""

from collections.abc import Callable
from typing import Any

from tests.journeys.holding import a_page, leave, seen
from tests.journeys.signed_in import become
from tests.journeys.walking import Walk

LIST = "/echanges/crochets/"


def opened(begun: Walk, address: str = "https://carte.exemple.test/recevoir") -> int:
    become(begun, "administrator")
    page = begun.goto(LIST)
    page.locator("#nom").fill("La carte du département")
    page.locator("#adresse").fill(address)
    page.locator("#departements").fill("48, 43")
    return leave(page, "Ouvrir ce crochet")


def refused(begun: Walk) -> None:
    assert opened(begun, "http://10.0.0.1/recevoir") == 422


def stopped(begun: Walk) -> None:
    page = seen(begun, "animator", LIST + "{hook_stopped}/")
    page.locator("main details").nth(0).locator("summary").click()
    page.locator("main details").nth(1).locator("summary").click()


PAGES: dict[str, Callable[[Walk], Any]] = {
    "hooks": a_page("administrator", LIST),
    "hooks-refused": refused,
    "hook-secret": opened,
    "hook": a_page("administrator", LIST + "{hook}/"),
    "hook-stopped": stopped,
}
