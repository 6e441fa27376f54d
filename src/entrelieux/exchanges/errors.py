"""What is said when something offered or asked cannot be read, or cannot move as asked."""

from django.utils.translation import gettext as _

from entrelieux.engine.matching.machine import Refusal, State
from entrelieux.kernel.errors import UserError


class Gone(UserError):  # noqa: N818  named by what is so
    """Absent, erased, withdrawn or not this viewer's: they all look the same."""

    code = "entraide-absente"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette page n'existe pas, ou elle a été effacée."))


class SaidWrongly(UserError):  # noqa: N818  named by what is so
    """Something in what was said cannot be; ``field`` says which."""

    code = "entraide-invalide"
    status = 422


class TooMany(UserError):  # noqa: N818  named by what is so
    code = "entraide-trop"
    status = 429

    def __init__(self) -> None:
        super().__init__(
            _(
                "Beaucoup de messages arrivent en même temps. "
                "Rien n'est perdu : réessayez dans quelques minutes."
            )
        )


class NotNow(UserError):  # noqa: N818  named by what is so
    """The machine refuses; ``refusal`` says why, ``state`` where the introduction stands."""

    code = "entraide-pas-maintenant"
    status = 409

    def __init__(self, refusal: Refusal, state: State) -> None:
        super().__init__(_said()[refusal])
        self.refusal = refusal
        self.state = state


class Changed(UserError):  # noqa: N818  named by what is so
    """Somebody else moved it meanwhile."""

    code = "entraide-changee"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("La page a changé depuis que vous l'avez ouverte. Relisez-la, puis recommencez.")
        )


def _said() -> dict[Refusal, str]:
    return {
        Refusal.NOT_AGREED: _("Il faut d'abord que les deux personnes disent oui."),
        Refusal.AGREED: _("Les deux personnes ont déjà dit oui."),
        Refusal.MET: _("Vous vous êtes déjà rencontrés : dites plutôt ce que cela a donné."),
        Refusal.OVER: _("Cette mise en relation est terminée : elle ne peut plus changer."),
    }
