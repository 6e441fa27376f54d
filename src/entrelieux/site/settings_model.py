"""What can be set from outside, each field documented; an unknown variable stops the start."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ENTRELIEUX_"


class Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    database_url: str = Field(
        default="sqlite:///var/entrelieux.sqlite3",
        validation_alias="DATABASE_URL",
        description="Base de données : sqlite:///chemin ou postgres://compte:mot@hôte:port/base.",
    )
    secret_key: str = Field(
        default="",
        description="Clé de signature. Vide : une clé est créée dans var au premier lancement.",
    )
    secret_key_file: Path | None = Field(
        default=None, description="Fichier qui contient la clé de signature."
    )
    debug: bool = Field(default=False, description="Pages d'erreur détaillées, pour développer.")
    allowed_hosts: str = Field(
        default="127.0.0.1,localhost,[::1]",
        description="Noms d'hôte servis, séparés par des virgules.",
    )
    https: bool = Field(
        default=False, description="Le site est servi en HTTPS : cookies __Host- et HSTS."
    )
    var_dir: Path = Field(
        default=Path("var"), description="Dossier des fichiers produits : index, clé, rapports."
    )
    intake_hours: int = Field(
        default=24, ge=1, le=720, description="Durée de vie d'un parcours enregistré, en heures."
    )

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_variable(cls, values: Any) -> Any:
        known = {f"{PREFIX}{name}".upper() for name in cls.model_fields}
        unknown = sorted(v for v in os.environ if v.startswith(PREFIX) and v not in known)
        if unknown:
            raise ValueError(
                f"variable inconnue : {', '.join(unknown)} ; connues : {', '.join(sorted(known))}"
            )
        return values

    def signing_key(self) -> str:
        if self.secret_key:
            return self.secret_key
        path = self.secret_key_file or self.var_dir / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path.read_text().strip()


class DatabaseUrlError(ValueError):
    """DATABASE_URL cannot be read; the message says what was found and expected."""


def database_from_url(url: str) -> dict[str, Any]:
    """Django's database settings for ``sqlite:///…`` or ``postgres://…``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path[1:]))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    raise DatabaseUrlError(
        f"DATABASE_URL vaut « {parts.scheme}:… » ; attendu : sqlite:///chemin ou postgres://…"
    )


def _sqlite(path: str) -> dict[str, Any]:
    if not path:
        raise DatabaseUrlError(
            "DATABASE_URL ne nomme aucun fichier ; attendu : sqlite:///chemin/vers/base.sqlite3"
        )
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Defaults lose writes under concurrency: measured, see docs/adr/0001-django.md.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        },
    }
