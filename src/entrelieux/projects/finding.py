"""Whom to walk with? Structures that help already, and those of the directory found by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import holders_of
from entrelieux.directory.cards import Named
from entrelieux.directory.selectors import ANYONE, DirectoryParams, FilterError, place_list
from entrelieux.directory.structures import structure_for
from entrelieux.exchanges.selectors import mentors_met
from entrelieux.passerelles.persons import person_behind
from entrelieux.passerelles.policies import HELPERS
from entrelieux.passerelles.selectors import follow_up_behind
from entrelieux.projects.cards import ProjectCard

MOST = 12
FAR_KM = 60


@dataclass(frozen=True, slots=True)
class FoundStructure:
    """commune: "" when unknown. can_read: somebody there has an account that reads projects."""

    ref: str
    name: str
    commune: str
    can_read: bool


def structures_helping(token: str) -> tuple[FoundStructure, ...]:
    """Those with a part in the person's file: they opened it, are the referent, or were asked."""
    card = follow_up_behind(token)
    named = {}
    if card.opened_by:
        named[card.opened_by.organisation_ref] = card.opened_by.name
    if card.referent:
        named[card.referent.organisation_ref] = card.referent.organisation
    for one in card.passerelles:
        if one.sent_at is not None:
            named[one.receiver.organisation_ref] = one.receiver.name
        named[one.sender.organisation_ref] = one.sender.name
    for share in card.shares:
        named.setdefault(share.organisation_ref, share.name)
    return _found(Named(ref, name) for ref, name in named.items() if ref)


def mentors_around(token: str, card: ProjectCard) -> tuple[FoundStructure, ...]:
    """Mentors met through an introduction, who do not walk beside yet. ref: the introduction."""
    known = {one.mentor_ref for one in card.companions}
    met = mentors_met(person_behind(token).pk)
    return tuple(
        FoundStructure(ref, name or _("Ma marraine ou mon parrain"), "", can_read=True)
        for ref, _pk, name in met
        if ref not in known
    )


def structures_around(card: ProjectCard, text: str) -> tuple[FoundStructure, ...]:
    """Structures at the places whose name, address or structures hold every word typed."""
    if not text:
        return ()
    params = DirectoryParams(q=text, commune=card.code_insee, rayon_km=FAR_KM)
    try:
        page = place_list(ANYONE, params)
    except FilterError:
        return ()
    named = {one.ref: one for found in page.found for one in found.card.organisations if one.ref}
    return _found(list(named.values())[:MOST])


def _found(named: Iterable[Named]) -> tuple[FoundStructure, ...]:
    found = []
    for one in named:
        card = structure_for(ANYONE, one.ref)
        if card is not None:
            can_read = bool(holders_of(one.ref, *HELPERS))
            found.append(FoundStructure(one.ref, one.name or card.name, card.commune, can_read))
    return tuple(found)
