"""Which rows speak of somebody, why, and for how long: every model says it, or says that none does.

Each app declares its models in its module ``privacy``, read at the start. `kernel.rights` exports,
erases and retains from these declarations alone. A test refuses a model that says nothing, and
compares ``docs/reference/donnees-personnelles.md`` with this.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet

from entrelieux.kernel.models import (
    DutyRun,
    JournalEntry,
    JournalSegment,
    Message,
    Run,
    Source,
    UnknownWord,
)


class Basis(StrEnum):
    """On what the law lets it be kept. Agreement to hand over is another thing (`Consent`)."""

    DECLARED = "celle que déclare l'installation (ENTRELIEUX_LEGAL_BASIS)"
    SECURITY = "sécurité du traitement : intérêt légitime (RGPD, art. 6-1-f et art. 32)"
    PUBLISHED = "intérêt légitime : offre publiée par ses producteurs (RGPD, art. 6-1-f)"


class Then(StrEnum):
    DELETE = "la ligne est effacée"
    EMPTY = "les champs sont vidés"


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long, as a machine reads it. See `after`, `along` and `until`, which make it.

    since: date fields; the earliest one set counts, ``days`` are added, then ``then`` is done to
    the rows of ``where``. run: does it instead, when more than the row has to go. parent: the
    foreign key whose row takes this one along. Neither: ``code`` says what ends it.
    """

    code: str
    days: int = 0
    since: tuple[str, ...] = ()
    then: Then = Then.DELETE
    where: Q = field(default_factory=Q)
    run: Callable[[datetime], int] | None = None
    parent: str = ""


def after(code: str, days: int, *since: str, **how: Any) -> Kept:
    return Kept(code, days, since, **how)


def along(parent: str) -> Kept:
    return Kept("avec", parent=parent)


def until(code: str) -> Kept:
    """Something other than time ends it: ``code`` is one of ``ENDS``."""
    return Kept(code)


ENDS = {
    "compte": "l'effacement du compte",
    "publication": "le producteur, qui retire ou corrige sa fiche",
    "usage": "le service qui s'en sert, aussitôt après",
    "import": "la fin de l'import",
    "journal": "la purge des mois clos du journal",
}


@dataclass(frozen=True, slots=True)
class Personal:
    """purpose: why it is kept. retention: for how long, and what ends it. Both in French.

    kept: the same, for a machine; that of the model when not given. secret: never exported, such
    as what opens a door.
    """

    purpose: str
    retention: str
    kept: Kept | None = None
    basis: Basis = Basis.DECLARED
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How the rows of a model lead to somebody.

    by: {kind of identifier: lookup}, or (lookup, template) when it is inside a text. Kinds to begin
    with are ``suivi`` (reference of a follow-up) and ``compte`` (key of an account). gives: {kind:
    field} of what leads further. names: fields that say who acted: exported with the reference of
    the row and nothing else, for the rest speaks of another. erase: what erasing somebody does to
    these rows; None when they stay, and ``stays`` says why. empties: the fields that are emptied,
    every one declared but ``names`` when none is said. leaving: told the rows that are about to be
    erased, in the same transaction and before any goes: others are told, messages taken back.
    nobody: why no row can be found from somebody.
    """

    by: Mapping[str, str | tuple[str, str]] = field(default_factory=dict)
    gives: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    erase: Then | None = Then.DELETE
    empties: tuple[str, ...] = ()
    stays: str = ""
    leaving: Callable[[QuerySet[Any]], None] | None = None
    nobody: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    fields: Mapping[str, Personal]
    reach: Reach | None


class PrivacyError(ValueError):
    """A declaration names a field that the model has not, or a model declared twice."""


_declared: dict[type[Model], Declaration] = {}


def declare(model: type[Model], /, *rules: Kept | Reach, **fields: Personal) -> None:
    """Say which fields of a model may speak of somebody; none given = it speaks of nobody.

    rules: how long its fields are kept unless they say so themselves, and how it leads to somebody.

    Raises:
        PrivacyError: the model is declared already, or has no such field.
    """
    if model in _declared:
        raise PrivacyError(f"{model._meta.label} is declared twice")
    known = {field.name for field in model._meta.get_fields()}
    if unknown := sorted(set(fields) - known):
        raise PrivacyError(f"{model._meta.label} has no field {', '.join(unknown)}")
    kept = next((rule for rule in rules if isinstance(rule, Kept)), None)
    reach = next((rule for rule in rules if isinstance(rule, Reach)), None)
    _declared[model] = Declaration(
        {
            name: one if one.kept is not None else replace(one, kept=kept)
            for name, one in fields.items()
        },
        reach,
    )


def declared() -> Mapping[type[Model], Mapping[str, Personal]]:
    return {model: declaration.fields for model, declaration in _declared.items()}


def declarations() -> Mapping[type[Model], Declaration]:
    return _declared


def reference_table() -> str:
    """Every field that may speak of somebody, as a Markdown table for the reference."""
    lines = ["| ce qui est gardé | pourquoi | combien de temps |", "|---|---|---|"]
    for model in sorted(_declared, key=lambda model: model._meta.label):
        names = {field.name: field for field in model._meta.get_fields()}
        for name, personal in _declared[model].fields.items():
            label = getattr(names[name], "verbose_name", name)
            what = f"{model._meta.verbose_name} : {label}"
            lines.append(f"| {what} | {personal.purpose} | {personal.retention} |")
    return "\n".join(lines) + "\n"


SENT = "jusqu'à son départ, puis vidé"

declare(Run)
declare(Source)
declare(
    JournalEntry,
    until("journal"),
    Reach(
        by={"acteur": "actor", "objet": "subject"},
        erase=None,
        stays="le journal garde des références opaques, qui ne mènent plus à personne",
    ),
    actor=Personal(
        "savoir qui a fait quoi en cas de problème : un numéro de compte, jamais un nom",
        "douze mois, par mois clos ; purgé avec son mois",
        basis=Basis.SECURITY,
    ),
)
declare(
    UnknownWord,
    after("mots-13-mois", 396, "day", where=~Q(typed="")),
    Reach(nobody="rien ne relie un mot à qui l'a écrit"),
    typed=Personal(
        "savoir quels mots expliquer ; quelqu'un peut écrire un nom par erreur, "
        "et rien ne le relie à personne",
        "treize mois au plus, puis effacé",
    ),
)
MESSAGE = Personal("envoyer un message", SENT, until("usage"))
declare(
    Message,
    Reach(
        by={
            "passerelle": ("key__contains", ":{}:"),
            "invitation": ("key", "invitation:{}"),
            "courriel": "recipient",
        }
    ),
    recipient=MESSAGE,
    subject=MESSAGE,
    body=MESSAGE,
    key=Personal(
        "ne pas envoyer deux fois : des références, jamais un nom",
        "treize mois après son départ",
        after("messages-13-mois", 396, "sent_at", "given_up_at"),
    ),
)
declare(DutyRun)
declare(JournalSegment)
