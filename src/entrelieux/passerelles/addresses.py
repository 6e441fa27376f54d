"""Whole addresses, for what is read outside the site: a message, a sheet of paper."""

from django.conf import settings


def reply_address(token: str) -> str:
    return _whole(f"/repondre/{token}/")


def inbox_address() -> str:
    return _whole("/passerelles/")


def sent_address(ref: str) -> str:
    return _whole(f"/passerelles/{ref}/")


def orphans_address() -> str:
    return _whole("/passerelles/sans-interlocuteur/")


def _whole(path: str) -> str:
    origin = getattr(settings, "PUBLIC_URL", "http://127.0.0.1:8000")
    return f"{origin.rstrip('/')}{path}"
