"""What is said when a visit cannot be opened or worked."""

from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError


class VisitGone(UserError):  # noqa: N818  named by what is so
    """Closed, another agent's, or never opened: the three look the same."""

    code = "visite-close"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette visite est close, ou elle n'existe pas."))


class NotYourStructure(UserError):  # noqa: N818  named by what is so
    code = "structure-inconnue"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Vous ne recevez pas pour cette structure. Choisissez-en une autre."))
