"""``/hooks``: a program has other software told, as who opens hooks on their page does."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from entrelieux.accounts.tokens.bearer import Token
from entrelieux.accounts.tokens.scopes import scope
from entrelieux.interchange.hooks import services
from entrelieux.interchange.hooks.selectors import HookCard, hook_shown, hooks_of
from entrelieux.kernel.answers import viewer_of
from entrelieux.kernel.viewer import Role

WRITE = scope(
    "crochets:ecrire",
    _("ouvrir, lire et retirer les crochets de votre structure ou de votre réseau"),
    Role.ADMINISTRATOR,
    Role.ANIMATOR,
)
router = Router(tags=["crochets"])
Kind = Literal["created", "changed", "withdrawn"]


class HookIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    nom: str = Field(max_length=80)
    adresse: str = Field(max_length=2_000, description="Qui reçoit les envois, en https")
    pour: str = Field(
        max_length=60,
        examples=["reseau:lozere"],
        description="structure:référence ou reseau:référence, que tient le titulaire du jeton",
    )
    changements: list[Kind] = Field(["created", "changed", "withdrawn"], max_length=3)
    departements: list[str] = Field([], max_length=110, description="Codes ; vide : tout le pays")
    cle: str = Field("", max_length=64, description="La même deux fois : un seul crochet")


class HookOut(BaseModel):
    id: str
    nom: str
    adresse: str
    pour: str = Field(description="Nom de la structure ou du réseau")
    ouvert_le: datetime
    arrete: str = Field(description="Pourquoi il ne sert plus ; vide : il sert")
    echecs: int = Field(description="De suite")
    prochain_envoi: datetime

    @classmethod
    def from_card(cls, card: HookCard) -> "HookOut":
        return cls(
            id=card.ref,
            nom=card.name,
            adresse=card.url,
            pour=card.owner,
            ouvert_le=card.created_at,
            arrete=card.stopped,
            echecs=card.failures,
            prochain_envoi=card.next_try_at,
        )


class OpenedHookOut(HookOut):
    secret: str = Field(description="Avec quoi vérifier la signature des envois")


@router.get(
    "/hooks",
    response=list[HookOut],
    auth=Token(WRITE),
    summary="Lire ses crochets",
    description="Ceux des structures qu'administre le titulaire du jeton et des réseaux qu'il "
    "anime, comme sur la page « Crochets ». Aucun secret. Portée : crochets:ecrire.",
    operation_id="list_hooks",
)
def list_hooks(request: HttpRequest) -> list[HookOut]:
    return [HookOut.from_card(card) for card in hooks_of(viewer_of(request))]


@router.post(
    "/hooks",
    response={201: OpenedHookOut},
    auth=Token(WRITE),
    summary="Ouvrir un crochet",
    description="Un logiciel est alors prévenu de chaque lieu nouveau, changé ou retiré. Dix au "
    "plus pour chaque structure ou réseau. Le secret n'est dit qu'ici. Portée : crochets:ecrire.",
    operation_id="create_hook",
)
def create_hook(request: HttpRequest, payload: HookIn) -> Status[OpenedHookOut]:
    viewer = viewer_of(request)
    wish = services.Wish(
        name=payload.nom,
        url=payload.adresse,
        owner=payload.pour,
        kinds=tuple(payload.changements),
        departements=",".join(payload.departements),
    )
    opened = services.open_hook(actor=viewer, wish=wish, request_key=payload.cle)
    card, _deliveries = hook_shown(viewer, opened.ref)
    said = HookOut.from_card(card).model_dump()
    return Status(201, OpenedHookOut(**said, secret=opened.secret))


@router.delete(
    "/hooks/{ref}",
    response={204: None},
    auth=Token(WRITE),
    summary="Retirer un crochet",
    description="Plus rien ne part. À quelqu'un d'autre ou déjà retiré : 404. "
    "Portée : crochets:ecrire.",
    operation_id="delete_hook",
)
def delete_hook(request: HttpRequest, ref: Annotated[str, Path(max_length=32)]) -> HttpResponse:
    services.remove(actor=viewer_of(request), ref=ref)
    return HttpResponse(status=204)
