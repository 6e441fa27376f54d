"""What is said when the life of a network cannot be read, or cannot change as asked."""

from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError


class NetworkGone(UserError):  # noqa: N818  named by what is so
    """Absent, or not this viewer's: the two look the same."""

    code = "reseau-absent"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Ce réseau n'existe pas ici."))


class MemberGone(UserError):  # noqa: N818  named by what is so
    """Absent, erased, or not this viewer's: the three look the same."""

    code = "membre-absent"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette adhésion n'existe pas, ou elle n'est pas à vous."))


class ArrivalGone(UserError):  # noqa: N818  named by what is so
    """Absent, erased, or not this viewer's: the three look the same."""

    code = "rappel-absent"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Cette demande n'existe pas, ou quelqu'un d'autre la suit."))


class SaidWrongly(UserError):  # noqa: N818  named by what is so
    """Something in what was said cannot be; ``field`` says which."""

    code = "reseau-invalide"
    status = 422


class MovedMeanwhile(UserError):  # noqa: N818  named by what is so
    """Somebody else changed it since the page was opened."""

    code = "reseau-change"
    status = 409
