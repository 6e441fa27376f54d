"""What may be refused about accounts, mandates and networks, with what to do."""

from entrelieux.kernel.errors import UserError


class AbsentError(UserError):
    """What does not exist, and what is not this person's to see: one answer for both."""

    code = "absent"
    status = 404


class RefusedError(UserError):
    """What was typed cannot be taken as it is."""

    code = "a-corriger"
    status = 422


class ChangedError(UserError):
    """Somebody else changed it meanwhile."""

    code = "change-entre-temps"
    status = 409
