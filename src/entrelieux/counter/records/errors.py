"""What is said when a record cannot be written, changed or taken in."""

from typing import Any

from django.utils.translation import gettext as _

from entrelieux.counter.records.drafts import Problem
from entrelieux.kernel.errors import UserError


class RecordGone(UserError):  # noqa: N818  named by what is so
    """Deleted, of another structure, or never written: the three look the same."""

    code = "compte-rendu-absent"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Ce compte rendu n'existe pas, ou n'existe plus."))


class NotYourRecords(UserError):  # noqa: N818  named by what is so
    code = "structure-inconnue"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Vous n'écrivez pas de comptes rendus pour cette structure."))


class RecordRefused(UserError):  # noqa: N818  named by what is so
    """problems: every one of them; the message says the first."""

    code = "compte-rendu-refuse"
    status = 422

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        message = _("Trouvé : « %(found)s ». Attendu : %(expected)s.")
        super().__init__(
            message % {"found": first.found, "expected": first.expected}, field=first.field
        )
        self.problems = problems


class RecordChanged(UserError):  # noqa: N818  named by what is so
    """Somebody changed it meanwhile. current: its card, as it stands now."""

    code = "compte-rendu-change"
    status = 409

    def __init__(self, current: Any) -> None:
        super().__init__(
            _(
                "Ce compte rendu a changé pendant que vous écriviez. Rien n'est perdu : "
                "comparez les deux textes, puis choisissez."
            )
        )
        self.current = current
