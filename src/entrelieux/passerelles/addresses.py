"""Whole addresses, for what is read outside the site: a message, a sheet of paper."""

from django.conf import settings
from django.urls import reverse


def reply_address(token: str) -> str:
    return _whole(reverse("passerelles:reply", args=[token]))


def inbox_address() -> str:
    return _whole(reverse("passerelles:list"))


def sent_address(ref: str) -> str:
    return _whole(reverse("passerelles:one", args=[ref]))


def orphans_address() -> str:
    return _whole(reverse("passerelles:orphans"))


def _whole(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
