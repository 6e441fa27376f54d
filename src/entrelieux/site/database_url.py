"""DATABASE_URL, as Django wants it."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from entrelieux.site.settings_model import SettingError


class DatabaseUrlError(SettingError):
    """DATABASE_URL cannot be read. No message shows a password."""


def database_from_url(url: str) -> dict[str, Any]:
    """Django's database settings for ``sqlite:///…`` or ``postgres://…``."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise DatabaseUrlError(
            "DATABASE_URL ne se lit pas comme une adresse : son hôte ou son port est mal écrit."
        ) from None
    if parts.scheme == "sqlite":
        return _sqlite(parts)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(parts, port)
    found = f"commence par « {parts.scheme}: »" if parts.scheme else "ne nomme pas de base"
    raise DatabaseUrlError(
        f"DATABASE_URL {found} ; attendu : sqlite:///chemin ou postgres://compte:mot@hôte/base"
    )


def _postgres(parts: SplitResult, port: int | None) -> dict[str, Any]:
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise DatabaseUrlError(
            "DATABASE_URL ne nomme aucune base ; attendu : postgres://compte:mot@hôte:port/base"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _sqlite(parts: SplitResult) -> dict[str, Any]:
    path = unquote(parts.path[1:])
    if not path or parts.netloc or parts.query:
        raise DatabaseUrlError(
            "DATABASE_URL ne nomme aucun fichier ; attendu, avec trois barres : "
            "sqlite:///chemin/vers/base.sqlite3"
        )
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening the file costs as much as several queries: a thread keeps it for a minute.
        "CONN_MAX_AGE": 60,
        # Defaults lose writes under concurrency: measured, see docs/adr/0001-django.md.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        },
    }
