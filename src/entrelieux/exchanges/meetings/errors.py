"""What is said when a meeting cannot be read, or cannot be as asked."""

from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError


class MeetingGone(UserError):  # noqa: N818  named by what is so
    """Absent, not announced, or not this viewer's: the three look the same."""

    code = "rencontre-absente"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette rencontre n'existe pas, ou elle n'est pas annoncée."))


class SeatGone(UserError):  # noqa: N818  named by what is so
    code = "place-absente"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette place n'existe pas, ou elle est effacée."))


class PromiseGone(UserError):  # noqa: N818  named by what is so
    code = "promesse-absente"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette promesse n'existe pas, ou elle est effacée."))


class MeetingWrong(UserError):  # noqa: N818  named by what is so
    """Something in what was asked cannot be; ``field`` says which."""

    code = "rencontre-invalide"
    status = 422


class MeetingMoved(UserError):  # noqa: N818  named by what is so
    """It is too late for this, or somebody else changed it meanwhile."""

    code = "rencontre-changee"
    status = 409


class LineWrong(MeetingWrong):
    """One line of a record cannot be. field: the control that mends it."""
