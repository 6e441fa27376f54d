"""What a device keeps for somebody signed in: what they type where the line is lost.

``site/js/queue.js`` seals what it keeps with a key that only this account is given: left on a
shared computer, it cannot be read without signing in again as the same person.
"""

from base64 import b64encode
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from entrelieux.kernel.access import access, anyone


@dataclass(frozen=True, slots=True)
class Device:
    """account: names it without saying which. key: 32 bytes, base64, the same each time."""

    account: str
    key: str


def device_of(request: HttpRequest) -> Device | None:
    """None for whoever is not signed in: nothing is kept for them."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or viewer.user_id is None:
        return None
    account = salted_hmac("device.account", str(viewer.user_id), algorithm="sha256")
    key = salted_hmac("device.key", str(viewer.user_id), algorithm="sha256")
    return Device(account.hexdigest()[:16], b64encode(key.digest()).decode())


@access(anyone)
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Whether the line holds, who is signed in, and the token that a form of theirs needs now."""
    device = device_of(request)
    said = {"account": device.account, "token": get_token(request)} if device else {"account": ""}
    response = JsonResponse(said)
    patch_cache_control(response, private=True, no_store=True)
    return response
