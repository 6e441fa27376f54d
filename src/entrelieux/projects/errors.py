"""What is said when a project cannot be read, or cannot change as asked."""

from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError


class ProjectGone(UserError):  # noqa: N818  named by what is so
    """Absent, erased, or not this viewer's: the three look the same."""

    code = "projet-absent"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Ce projet n'existe pas, ou il n'est plus ouvert ici."))


class SaidWrongly(UserError):  # noqa: N818  named by what is so
    """Something in what was said cannot be; ``field`` says which."""

    code = "projet-invalide"
    status = 422
