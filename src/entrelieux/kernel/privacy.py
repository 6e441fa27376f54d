"""Which rows speak of somebody, why, and for how long: every model says it, or says that none does.

Each app declares its models in its module ``privacy``, read at the start. A test refuses a model
that says nothing, and compares ``docs/reference/donnees-personnelles.md`` with this.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from entrelieux.kernel.models import (
    DutyRun,
    JournalEntry,
    JournalSegment,
    Message,
    Source,
    UnknownWord,
)


@dataclass(frozen=True, slots=True)
class Personal:
    """purpose: why it is kept. retention: for how long, and what ends it. Both in French."""

    purpose: str
    retention: str


class PrivacyError(ValueError):
    """A declaration names a field that the model has not, or a model declared twice."""


_declared: dict[type[Model], dict[str, Personal]] = {}


def declare(model: type[Model], **fields: Personal) -> None:
    """Say which fields of a model may speak of somebody; none given = it speaks of nobody.

    Raises:
        PrivacyError: the model is declared already, or has no such field.
    """
    if model in _declared:
        raise PrivacyError(f"{model._meta.label} is declared twice")
    known = {field.name for field in model._meta.get_fields()}
    if unknown := sorted(set(fields) - known):
        raise PrivacyError(f"{model._meta.label} has no field {', '.join(unknown)}")
    _declared[model] = fields


def declared() -> Mapping[type[Model], Mapping[str, Personal]]:
    return _declared


def reference_table() -> str:
    """Every field that may speak of somebody, as a Markdown table for the reference."""
    lines = ["| ce qui est gardé | pourquoi | combien de temps |", "|---|---|---|"]
    for model in sorted(_declared, key=lambda model: model._meta.label):
        names = {field.name: field for field in model._meta.get_fields()}
        for name, personal in _declared[model].items():
            label = getattr(names[name], "verbose_name", name)
            what = f"{model._meta.verbose_name} : {label}"
            lines.append(f"| {what} | {personal.purpose} | {personal.retention} |")
    return "\n".join(lines) + "\n"


declare(Source)
declare(
    JournalEntry,
    actor=Personal(
        "savoir qui a fait quoi en cas de problème : un numéro de compte, jamais un nom",
        "sans date de fin à ce jour ; douze mois sont visés",
    ),
)
declare(
    UnknownWord,
    typed=Personal(
        "savoir quels mots expliquer ; quelqu'un peut écrire un nom par erreur, "
        "et rien ne le relie à personne",
        "treize mois au plus, effacé à la mise en route suivante",
    ),
)
declare(
    Message,
    recipient=Personal("envoyer un message", "jusqu'à son départ, puis vidé"),
    subject=Personal("envoyer un message", "jusqu'à son départ, puis vidé"),
    body=Personal("envoyer un message", "jusqu'à son départ, puis vidé"),
)
declare(DutyRun)
declare(JournalSegment)
