"""What every page knows: is the offer shown a fiction, and may this device keep what is typed?"""

from typing import Any

from django.http import HttpRequest

from entrelieux.site.device import device_of


def site(request: HttpRequest) -> dict[str, Any]:
    from entrelieux.directory.selectors import offer_is_fiction

    return {"offer_is_fiction": offer_is_fiction(), "device": device_of(request)}
