"""What is said when a commune is not found, is not the only one, or nothing is loaded yet."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError
from entrelieux.territories.cards import CommuneCard

SHOWN = 80


class TerritoriesNotLoaded(UserError):  # noqa: N818  named by what is so
    code = "communes-absentes"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("Les communes ne sont pas encore chargées : lancez « entrelieux setup ».")
        )


class CommuneUnknown(UserError):  # noqa: N818  named by what is so
    """suggestions: cards that come near, best first; may be empty."""

    code = "commune-inconnue"

    def __init__(
        self, text: str, suggestions: Sequence[CommuneCard] = (), *, reason: str = ""
    ) -> None:
        self.suggestions = tuple(suggestions)
        message = reason or _(
            "« %(found)s » n'est pas une commune connue. "
            "Attendu : un nom de commune, un code postal ou un code INSEE."
        ) % {"found": shown(text)}
        if self.suggestions:
            near = ", ".join(card.label for card in self.suggestions)
            message += " " + _("Peut-être : %(near)s ?") % {"near": near}
        super().__init__(message, field="commune")


class CommuneAmbiguous(UserError):  # noqa: N818  named by what is so
    """candidates: every commune that the text names, the most peopled first."""

    code = "commune-ambigue"

    def __init__(self, text: str, candidates: Sequence[CommuneCard]) -> None:
        self.candidates = tuple(candidates)
        named = ", ".join(card.label for card in self.candidates[:8])
        if len(self.candidates) > 8:
            named += ", …"
        first = self.candidates[0]
        super().__init__(
            _(
                "« %(found)s » désigne %(count)d communes : %(named)s. "
                "Attendu : une seule, nommée avec son département, par exemple « %(example)s »."
            )
            % {
                "found": shown(text),
                "count": len(self.candidates),
                "named": named,
                "example": f"{first.name} ({first.departement_code})",
            },
            field="commune",
        )


def shown(text: str) -> str:
    """A text as it may be shown in a message: one line, printable, not too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text[:400]).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
