"""What can be set from outside, each field documented; an unknown variable stops the start."""

import os
import re
import secrets
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from entrelieux.kernel.wording import expected_of

PREFIX = "ENTRELIEUX_"
DATABASE_URL = "DATABASE_URL"
# What follows the host goes to the browser as it is; the host alone goes into a header.
TILES_URL = re.compile(
    r"(?P<origin>https://[a-zA-Z0-9.-]+(?::\d{1,5})?)?/(?!/)"
    r"(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})\S+"
)

SENDER = re.compile(r"(?:[^\r\n@<>]+ <[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)")
# A question and its answer in clear, for this machine alone.
ROUTER_URL = re.compile(
    r"(?:https://[^\s/?#@]+|http://(?:127\.0\.0\.1|localhost)(?::\d{1,5})?)(?:/[^\s?#]*)?"
    r"/(?:sources_to_targets|table/v1)/?"
)
# A number and a text leave in clear for this machine alone.
SMS_URL = re.compile(r"https://\S+|http://(?:127\.0\.0\.1|localhost)(?::\d{1,5})?(?:/\S*)?")


class Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    database_url: str = Field(
        default="sqlite:///var/entrelieux.sqlite3",
        validation_alias=DATABASE_URL,
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
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        pattern=r"^https?://[^\s/?#]+/?$",
        description="Adresse du site telle qu'on la tape, sans chemin : elle ouvre les messages "
        "envoyés.",
    )
    var_dir: Path = Field(
        default=Path("var"), description="Dossier des fichiers produits : index, clé, rapports."
    )
    reach_network: Path | None = Field(
        default=None,
        description="Dossier du réseau de routes que suivent les minutes de trajet, fait par "
        "`entrelieux reach build`. Vide : les minutes sont estimées.",
    )
    reach_router_url: str = Field(
        default="",
        max_length=500,
        description="À la place d'un réseau : un calculateur d'itinéraires, Valhalla "
        "(…/sources_to_targets) ou OSRM (…/table/v1, {profil} devient car, bike ou foot), en "
        "https. Vide : aucun.",
    )
    reach_timetables: Path | None = Field(
        default=None,
        description="Dossier des horaires de car, de bus et de train, fait par `entrelieux reach "
        "build-transit`. Vide : aller en transport en commun n'est pas proposé.",
    )
    intake_hours: int = Field(
        default=24, ge=1, le=720, description="Durée de vie d'un parcours enregistré, en heures."
    )
    word_threshold: int = Field(
        default=5,
        ge=2,
        le=1000,
        description="Signalements d'un mot non compris à partir desquels la liste publique "
        "le montre.",
    )

    legal_basis: Literal["", "mission", "interet", "consentement"] = Field(
        default="",
        description="Base légale des suivis : mission (d'intérêt public), interet (légitime) ou "
        "consentement. Vide : non déclarée.",
    )
    mail_host: str = Field(
        default="",
        max_length=200,
        description="Serveur qui envoie les courriels (SMTP). Vide : ils s'affichent là où "
        "tourne `entrelieux work`, et ne partent pas.",
    )
    mail_port: int = Field(default=587, ge=1, le=65_535, description="Port de ce serveur.")
    mail_security: Literal["starttls", "tls", "aucune"] = Field(
        default="starttls", description="Chiffrement vers ce serveur : starttls, tls ou aucune."
    )
    mail_user: str = Field(default="", description="Compte sur ce serveur ; vide : aucun.")
    mail_password: str = Field(default="", description="Mot de passe de ce compte.")
    mail_password_file: Path | None = Field(
        default=None, description="Fichier qui contient ce mot de passe."
    )
    mail_from: str = Field(
        default="ne-pas-repondre@localhost",
        max_length=200,
        description="Expéditeur des courriels : nom <adresse>, ou adresse.",
    )
    sms: Literal["", "console", "http"] = Field(
        default="",
        description="Envoi des SMS : vide (aucun, et rien ne le propose), console (pour essayer) "
        "ou http.",
    )
    sms_url: str = Field(
        default="",
        max_length=500,
        description="Adresse qui reçoit chaque SMS, en https, si l'envoi est http.",
    )
    sms_token: str = Field(default="", description="Jeton donné par qui envoie les SMS.")
    sms_token_file: Path | None = Field(default=None, description="Fichier qui contient ce jeton.")
    sms_sender: str = Field(
        default="entrelieux",
        max_length=20,
        description="Expéditeur montré sur les SMS : nom ou numéro.",
    )
    hooks_test_address: str = Field(
        default="",
        max_length=40,
        description="Pour essayer les crochets : une adresse de cette machine où ils peuvent "
        "partir. Refusé sans ENTRELIEUX_DEBUG, ou avec ENTRELIEUX_HTTPS.",
    )

    session_hours: int = Field(
        default=12,
        ge=1,
        le=720,
        description="Durée d'une session, en heures. Fermer le navigateur la termine aussi.",
    )
    open_accounts: bool = Field(
        default=False,
        description="Toute personne peut ouvrir un compte pour son propre suivi. "
        "Faux : un compte vient d'une invitation.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=10,
        description="Nombre de relais devant le site dont l'en-tête X-Forwarded-For est cru. "
        "Sert à freiner les essais de mots de passe.",
    )
    oidc_name: str = Field(
        default="",
        max_length=60,
        description="Nom du fournisseur d'identité (OpenID Connect), montré sur le bouton. "
        "Vide : aucun.",
    )
    oidc_url: str = Field(
        default="",
        pattern=r"^(https://\S+)?$",
        description="Adresse du fournisseur d'identité, sans « /.well-known/… ».",
    )
    oidc_client_id: str = Field(
        default="", max_length=200, description="Identifiant donné par le fournisseur d'identité."
    )
    oidc_client_secret: str = Field(
        default="", description="Secret donné par le fournisseur d'identité."
    )
    oidc_client_secret_file: Path | None = Field(
        default=None, description="Fichier qui contient ce secret."
    )
    oidc_scopes: str = Field(
        default="openid email profile",
        pattern=r"^openid( \w+)*$",
        description="Ce qui est demandé au fournisseur d'identité, « openid » en premier.",
    )

    map_tiles_url: str = Field(
        default="",
        description=(
            "Fond de carte en images : /chemin ou https://hôte/chemin avec {z}, {x} et {y}. "
            "Vide : les contours livrés, sans demande à un autre site."
        ),
    )
    map_tiles_attribution: str = Field(
        default="", max_length=200, description="Mention due au producteur du fond de carte."
    )

    site_publisher: str = Field(
        default="",
        max_length=300,
        description="Qui publie le site : nom, adresse, téléphone. Mentions légales.",
    )
    site_director: str = Field(
        default="", max_length=200, description="Responsable de la publication."
    )
    site_host: str = Field(
        default="", max_length=300, description="Qui héberge le site : nom, adresse, téléphone."
    )
    site_contact: str = Field(
        default="",
        max_length=200,
        description="Où écrire : adresse électronique, page ou téléphone, montré tel quel.",
    )
    site_source_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="Où lire le code de cette installation, changements compris (AGPL, § 13).",
    )

    @field_validator("map_tiles_url")
    @classmethod
    def _tiles(cls, url: str) -> str:
        if url and not TILES_URL.fullmatch(url):
            raise ValueError("/chemin ou https://hôte/chemin, avec {z}, {x} et {y}, ou rien")
        return url

    @field_validator("reach_router_url")
    @classmethod
    def _router(cls, url: str) -> str:
        if url and not ROUTER_URL.fullmatch(url):
            raise ValueError("https://hôte/sources_to_targets, https://hôte/table/v1, ou rien")
        return url

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, sender: str) -> str:
        if not SENDER.fullmatch(sender):
            raise ValueError("nom <adresse>, ou adresse")
        return sender

    @field_validator("sms_url")
    @classmethod
    def _sms(cls, url: str) -> str:
        if url and not SMS_URL.fullmatch(url):
            raise ValueError("https://hôte/chemin, ou rien")
        return url

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_variable(cls, values: Any) -> Any:
        known = set(variables().values()) - {DATABASE_URL}
        unknown = sorted(v for v in os.environ if v.startswith(PREFIX) and v not in known)
        if unknown:
            raise ValueError(
                f"variable inconnue : {', '.join(unknown)} ; connues : {', '.join(sorted(known))}"
            )
        return values

    @model_validator(mode="after")
    def _sms_has_an_address(self) -> Self:
        if self.sms == "http" and not self.sms_url:
            raise ValueError(f"{PREFIX}SMS : avec http, {PREFIX}SMS_URL est à remplir")
        return self

    @model_validator(mode="after")
    def _one_source_of_roads(self) -> Self:
        if self.reach_network and self.reach_router_url:
            raise ValueError(
                f"{PREFIX}REACH_NETWORK et {PREFIX}REACH_ROUTER_URL : attendu l'un ou l'autre"
            )
        return self

    @model_validator(mode="after")
    def _hooks_stay_outside(self) -> Self:
        if self.hooks_test_address and (self.https or not self.debug):
            raise ValueError(
                f"{PREFIX}HOOKS_TEST_ADDRESS ouvre l'intérieur du réseau : elle ne sert que pour "
                f"essayer, avec {PREFIX}DEBUG et sans {PREFIX}HTTPS"
            )
        return self

    @property
    def tiles_origin(self) -> str:
        """The other site that the map asks for its ground: « https://… »; "" when there is none."""
        found = TILES_URL.fullmatch(self.map_tiles_url)
        return (found and found["origin"]) or ""

    def oidc(self) -> dict[str, Any] | None:
        """The one identity provider, as allauth wants it; None when none is set.

        Raises SettingError: only a part of it is set, or the file of its secret is absent.
        """
        secret = self.secret("oidc_client_secret")
        asked = {
            "NAME": self.oidc_name.strip(),
            "URL": self.oidc_url,
            "CLIENT_ID": self.oidc_client_id,
            "CLIENT_SECRET": secret,
        }
        if not any(asked.values()):
            return None
        if missing := [f"{PREFIX}OIDC_{name}" for name, value in asked.items() if not value]:
            raise SettingError(
                f"Fournisseur d'identité incomplet : il manque {', '.join(missing)}."
            )
        return {
            "provider_id": "oidc",
            "name": asked["NAME"],
            "client_id": asked["CLIENT_ID"],
            "secret": secret,
            "settings": {
                "server_url": self.oidc_url.rstrip("/"),
                "scope": self.oidc_scopes.split(),
                "oauth_pkce_enabled": True,
            },
        }

    def site(self) -> dict[str, str]:
        """Who answers for this installation; "" for what it does not say."""
        return {
            "publisher": self.site_publisher.strip(),
            "director": self.site_director.strip(),
            "host": self.site_host.strip(),
            "contact": self.site_contact.strip(),
            "source_url": self.site_source_url,
        }

    @property
    def mail_backend(self) -> str:
        return "smtp" if self.mail_host else "console"

    def secret(self, name: str) -> str:
        """A secret given as it is, or by the file that holds it.

        Raises:
            SettingError: the file is absent or empty.
        """
        path: Path | None = getattr(self, f"{name}_file")
        if path is None:
            return str(getattr(self, name))
        found = path.read_text().strip() if path.is_file() else ""
        if not found:
            variable = f"{PREFIX}{name}_file".upper()
            raise SettingError(f"{variable} : « {path} » n'existe pas ou est vide.")
        return found

    def signing_key(self) -> str:
        """Raises SettingError: the file named for it is absent or empty."""
        if self.secret_key:
            return self.secret_key
        path = self.secret_key_file or self.var_dir / "secret_key"
        if self.secret_key_file is None and not path.exists():
            _create_key(path)
        key = path.read_text().strip() if path.is_file() else ""
        if not key:
            raise SettingError(f"{PREFIX}SECRET_KEY_FILE : « {path} » n'existe pas ou est vide.")
        return key


def variables() -> dict[str, str]:
    """The variable of the environment that sets each field."""
    return {
        name: str(field.validation_alias or f"{PREFIX}{name}".upper())
        for name, field in Environment.model_fields.items()
    }


def faults_of(error: ValidationError) -> str:
    """What is wrong in the environment, in French, each variable under its own name."""
    names = variables()
    said = []
    for item in error.errors():
        field = str(item["loc"][0]) if item["loc"] else ""
        if not field:
            said.append(expected_of(item))
        else:
            found = f"trouvé « {item['input']} », attendu {expected_of(item)}"
            said.append(f"{names.get(field, field)} : {found}")
    return " ; ".join(said)


def _create_key(path: Path) -> None:
    """Whole or not at all: two processes that start together end with one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    partial.touch(mode=0o600)
    partial.write_text(secrets.token_urlsafe(50))
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    finally:
        partial.unlink()


class SettingError(ValueError):
    """A setting cannot be used; the message says what was found and expected."""
