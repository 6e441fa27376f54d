"""What every page knows: is the offer shown a fiction?"""

from typing import Any

from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    from entrelieux.directory.selectors import offer_is_fiction

    return {"offer_is_fiction": offer_is_fiction()}
