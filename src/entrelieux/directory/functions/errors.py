"""What goes wrong when somebody says what a place allows."""

from entrelieux.kernel.errors import UserError


class LifeGone(UserError):  # noqa: N818  named by what is so
    """No such place or row, or not the actor's to speak of: they look the same."""

    code = "absent"
    status = 404


class LifeError(UserError):
    """What was said cannot be; ``field`` says which part."""

    code = "dire-impossible"
    status = 422
