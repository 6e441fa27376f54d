"""What is said when an intake cannot be read or a situation cannot be used."""

from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError


class IntakeGone(UserError):  # noqa: N818  named by what is so
    """Expired, erased or never opened: the three look the same."""

    code = "accueil-efface"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Ce parcours n'existe pas, ou il a été effacé."))


class SituationError(UserError):
    code = "situation-invalide"
    status = 422


class PlanMoved(UserError):  # noqa: N818  named by what is so
    """The plan or the step that a page spoke of is no longer there."""

    code = "parcours-change"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Ce parcours a changé depuis que cette page a été ouverte. Rien n'a été perdu.")
        )
