"""Errors that a person can act upon: what was found, what was expected, what to do."""


class UserError(Exception):
    """A mistake in what was asked or given; its message is shown as it is, never a trace.

    ``code`` names the kind of mistake for machines (problem details, tests).
    """

    code = "erreur"
    status = 400

    def __init__(self, message: str, *, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code:
            self.code = code
