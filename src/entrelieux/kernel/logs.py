"""Technical logs keep no address that opens what a person said, or lets somebody act."""

import logging
import re

_SLASH = "(?:/|%2F)"  # written either way in what follows « ?next= »
_SECRET = re.compile(
    rf"({_SLASH}(?:parcours|suivi|repondre|c|invitation|mot-de-passe{_SLASH}nouveau){_SLASH})"
    r"[^/\s?%]+",
    re.IGNORECASE,
)


def without_secret(value: object) -> object:
    return _SECRET.sub(r"\1…", value) if isinstance(value, str) else value


class WithoutSecrets(logging.Filter):
    """The token of such an address is its only key: it is cut from messages and their arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_secret(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(without_secret(arg) for arg in record.args)
        return True
