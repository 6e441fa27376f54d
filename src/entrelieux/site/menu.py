"""The menu of somebody signed in: the rooms whose own rules let them in, and no other."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

# Of one section, the first page that lets somebody in leads to the others.
ROOMS = (
    ("counter:desk", "guichet", _("Mon guichet")),
    ("passerelles:list", "passerelles", _("Mes passerelles")),
    ("projects:list", "projets", _("Projets accompagnés")),
    ("entraide:animation", "entraide", _("Animer l'entraide")),
    ("meetings:trades", "qui-fait-quoi", _("Qui fait quoi")),
    ("doubles:list", "doublons", _("Doublons")),
    ("exchanges:list", "echanges", _("Échanges")),
    ("hooks:list", "echanges", _("Crochets")),
    ("quality:list", "qualite", _("Fiches à compléter")),
    ("confirming:list", "confirmer", _("Fiches à confirmer")),
    ("accounts:mine", "compte", _("Mon compte")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """section: what the page says of itself, to mark the current entry."""

    address: str
    section: str
    label: str


def menu(request: HttpRequest) -> dict[str, Any]:
    """Nothing for whoever is not signed in."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or viewer.is_anonymous:
        return {"own_menu": ()}
    entries: dict[str, Entry] = {}
    for name, section, label in ROOMS:
        address = reverse(name)
        rule: Any = getattr(resolve(address).func, "access_rule", None)
        if rule is not None and rule(viewer):
            entries.setdefault(section, Entry(address, section, str(label)))
    return {"own_menu": tuple(entries.values())}
