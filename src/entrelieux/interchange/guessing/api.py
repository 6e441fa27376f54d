"""``/imports``: a program sends a file to be reviewed, and reads what publishing would do.

It publishes nothing: the file waits on « /echanges/ » for the person whose token it is.
"""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Path, Router, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from entrelieux.accounts.tokens.bearer import Token
from entrelieux.accounts.tokens.scopes import scope
from entrelieux.interchange.guessing import reviewing
from entrelieux.interchange.guessing.wording import said
from entrelieux.interchange.limits import UnusableFileError, megabytes
from entrelieux.interchange.report import Issue, Report
from entrelieux.kernel.answers import viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Role, Viewer

SEND = scope(
    "imports:ecrire",
    _("envoyer des fichiers de lieux, que vous relisez et publiez ensuite vous-même"),
    Role.ANIMATOR,
)
MOST_ISSUES = 500
router = Router(tags=["imports"])


class FileTooHeavyError(UnusableFileError):
    code = "trop-lourd"
    status = 413


class ImportColumnOut(BaseModel):
    titre: str
    usage: str = Field(description="Ce que l'on propose d'en faire ; vide : laissée de côté")
    a_verifier: bool


class ImportRemarkOut(BaseModel):
    ligne: int = Field(description="Telle que la compte un tableur ; 0 : toute la colonne")
    champ: str
    trouve: str
    attendu: str
    garde: str | None = Field(description="Ce qui serait gardé à la place ; absent : ligne refusée")

    @classmethod
    def from_issue(cls, issue: Issue) -> "ImportRemarkOut":
        return cls(
            ligne=issue.row,
            champ=issue.field,
            trouve=issue.found,
            attendu=issue.expected,
            garde=issue.kept,
        )


class ImportReportOut(BaseModel):
    """Ce que ferait la publication, aujourd'hui ; rien n'est encore écrit."""

    acceptees: int
    corrigees: int
    refusees: int
    nouvelles: int
    mises_a_jour: int
    inchangees: int
    notes: list[str]
    remarques: list[ImportRemarkOut] = Field(description=f"Les {MOST_ISSUES} premières")
    remarques_en_tout: int

    @classmethod
    def from_report(cls, report: Report) -> "ImportReportOut":
        return cls(
            acceptees=report.accepted,
            corrigees=report.mended,
            refusees=report.refused,
            nouvelles=report.created,
            mises_a_jour=report.updated,
            inchangees=report.unchanged,
            notes=list(report.notes),
            remarques=[ImportRemarkOut.from_issue(one) for one in report.issues[:MOST_ISSUES]],
            remarques_en_tout=len(report.issues),
        )


class ImportOut(BaseModel):
    id: str
    fichier: str
    adresse: str = Field(description="La page où une personne relit le fichier et le publie")
    oublie_le: str = Field(examples=["2026-11-30"], description="Jour où il sera effacé")
    colonnes: list[ImportColumnOut]
    compte_rendu: ImportReportOut | None = Field(description="Absent : voir « a_corriger »")
    a_corriger: str = Field(description="Ce qui empêche d'en faire des lieux ; vide : rien")


@router.post(
    "/imports",
    response={201: ImportOut},
    auth=Token(SEND),
    summary="Envoyer un fichier de lieux, à relire",
    description="Le fichier (CSV, XLSX, JSON, GeoJSON), avec ses propres colonnes, attend sept "
    "jours sur la page « Échanges » de qui tient le jeton. La réponse dit ce que ferait sa "
    "publication, sur le territoire du titulaire. Rien n'est publié : une personne relit, puis "
    "publie. Vingt fichiers à relire au plus. Portée : imports:ecrire.",
    operation_id="create_import",
)
def create_import(
    request: HttpRequest,
    response: HttpResponse,
    fichier: Annotated[UploadedFile, File(description="Quatre mégaoctets et 5 000 lignes au plus")],
    producteur: Annotated[str, Form(max_length=120, description="S'il n'est pas dit dedans")] = "",
) -> Status[ImportOut]:
    if fichier.size is None or fichier.size > reviewing.LIMITS.file_bytes:
        limit = megabytes(reviewing.LIMITS.file_bytes)
        raise FileTooHeavyError(
            f"Ce fichier dépasse {limit}. Coupez-le, ou passez par la ligne de commande."
        )
    viewer = viewer_of(request)
    ref = reviewing.send(
        actor=viewer,
        file_name=fichier.name or "fichier",
        content=fichier.read(),
        source=producteur,
    )
    response["Location"] = reverse("get_import", args=[ref])
    return Status(201, _import(request, viewer, ref))


@router.get(
    "/imports/{ref}",
    response=ImportOut,
    auth=Token(SEND),
    summary="Relire ce que donnerait un fichier envoyé",
    description="Un fichier qui attend d'être relu, tel que sa publication le prendrait "
    "aujourd'hui. Publié, oublié ou à quelqu'un d'autre : 404. Portée : imports:ecrire.",
    operation_id="get_import",
)
def get_import(request: HttpRequest, ref: Annotated[str, Path(max_length=32)]) -> ImportOut:
    return _import(request, viewer_of(request), ref if ref.isascii() and ref.isalnum() else "")


def _import(request: HttpRequest, viewer: Viewer, ref: str) -> ImportOut:
    found = reviewing.review_for(viewer, ref)
    if found is None:
        raise Http404
    report, problem = _tried(viewer, ref)
    return ImportOut(
        id=found.ref,
        fichier=found.file_name,
        adresse=request.build_absolute_uri(reverse("exchanges:review", args=[found.ref])),
        oublie_le=found.forgotten_on.isoformat(),
        colonnes=[
            ImportColumnOut(
                titre=column.title,
                usage=said(column.use) if column.use else "",
                a_verifier=column.is_doubtful,
            )
            for column in found.columns
        ],
        compte_rendu=ImportReportOut.from_report(report) if report else None,
        a_corriger=problem,
    )


def _tried(viewer: Viewer, ref: str) -> tuple[Report | None, str]:
    try:
        return reviewing.tried(viewer, ref, timezone.localdate()), ""
    except UserError as error:
        return None, error.message
