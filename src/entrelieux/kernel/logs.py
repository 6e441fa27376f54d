"""Technical logs keep no address that opens what a person said, or lets somebody act."""

import logging
import re

_SLASH = "(?:/|%2F)"  # written either way in what follows « ?next= »
_SECRET = re.compile(
    rf"({_SLASH}(?:parcours|suivi|repondre|c|invitation|mot-de-passe{_SLASH}nouveau"
    rf"|entraide{_SLASH}reponse|rencontres{_SLASH}place){_SLASH})"
    r"[^/\s?%]+",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"elx_[0-9a-z]+", re.IGNORECASE)  # of the API: see accounts.tokens


def without_secret(value: object) -> object:
    if not isinstance(value, str):
        return value
    return _TOKEN.sub("elx_…", _SECRET.sub(r"\1…", value))


class WithoutSecrets(logging.Filter):
    """The token of such an address is its only key: it is cut from messages and their arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_secret(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(without_secret(arg) for arg in record.args)
        return True
