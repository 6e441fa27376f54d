"""« Mon projet » on the person's own page, and in the copy that they take of their data."""

from collections.abc import Mapping
from typing import Any

from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.sections import Section, add_section
from entrelieux.projects.cards import ActionCard, NoteCard, ProjectCard
from entrelieux.projects.selectors import project_of_file, projects_beside

RANK = 30


def register() -> None:
    add_section(Section("projet", RANK, "projects/_section.html", shown, copied))


def shown(token: str, ref: str) -> Mapping[str, Any]:
    return {
        "token": token,
        "card": project_of_file(ref),
        "beside": projects_beside(ANYONE, token=token),
    }


def copied(ref: str) -> dict[str, Any] | None:
    """French name → value, as « Mes données » gives it; stages are told with the file itself."""
    card = project_of_file(ref)
    if card is None:
        return None
    return {
        "référence": card.ref,
        "nom du projet": card.brief.name,
        "en quelques mots": card.brief.pitch,
        "réponses": {coded.label: words for coded, words in card.brief.answers},
        "commune": card.brief.commune,
        "lieu": card.brief.place.name if card.brief.place else "",
        "besoins": [need.label for need in card.brief.needs],
        "dossier": {one.part.label: one.words for one in card.parts if one.words},
        "entreprise": _firm(card),
        "actions": [_action(one) for one in card.actions],
        "notes": [_note(one) for one in card.notes],
        "compagnons": [
            {
                "nom": one.name,
                "depuis": one.since,
                "lit": [part.label for part in one.opened],
            }
            for one in card.companions
        ],
        "montré à tous": card.is_public,
        "proposé aux projets proches": card.is_findable,
        "ouvert le": card.opened_at,
        "dernier changement le": card.moved_at,
    }


def _firm(card: ProjectCard) -> dict[str, Any]:
    firm = card.firm
    return {
        "tourne déjà": card.is_firm,
        "à l'aise avec le numérique": firm.maturity.label if firm.maturity else "",
        "sujets": [one.label for one in firm.subjects],
        "personnes de confiance": [one.label for one in firm.trusted],
        "siret": firm.siret,
    }


def _action(one: ActionCard) -> dict[str, Any]:
    return {
        "action": one.words,
        "qui s'en charge": one.owner,
        "écrite par": one.author,
        "pour le": one.due_on,
        "faite le": one.done_at,
        "laissée le": one.dropped_at,
    }


def _note(one: NoteCard) -> dict[str, Any]:
    return {"note": one.words, "écrite par": one.author, "le": one.at}
