"""A file checked in public, and the schemas of our extension to download. Nothing is kept."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.interchange.limits import MEGA, UPLOAD, UnusableFileError
from entrelieux.interchange.standards import telling
from entrelieux.interchange.standards.checking import STANDARDS, Verdict, check_file
from entrelieux.interchange.standards.model import Level
from entrelieux.kernel.access import access, anyone
from entrelieux.packs.fr.schemas import extension

LIMITS = replace(UPLOAD, file_bytes=5 * MEGA, unpacked_bytes=25 * MEGA, rows=10_000)
SHOWN = 50
_PAGE = "interchange/validate.html"


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def validate(request: HttpRequest) -> HttpResponse:
    """The form; then, below it, what was found in the file that was sent."""
    if request.method != "POST":
        return _page(request)
    sent = request.FILES.get("fichier")
    schema = request.POST.get("schema", "")
    if not isinstance(sent, UploadedFile):
        return _page(request, problem=_("Choisissez d'abord le fichier."), schema=schema)
    try:
        verdict = _checked(sent, schema if schema in STANDARDS else "")
    except UnusableFileError as error:
        return _page(request, problem=error.message, schema=schema)
    if request.POST.get("sortie") == "csv":
        return _as_csv(verdict)
    context = {
        "verdict": verdict,
        "errors": verdict.count(Level.ERROR),
        "warnings": verdict.count(Level.WARNING),
        "kinds": telling.kinds(list(verdict.found))[:SHOWN],
    }
    return _page(request, schema=schema, **context)


def _page(request: HttpRequest, *, problem: str = "", **context: object) -> HttpResponse:
    context |= {
        "problem": problem,
        "standards": STANDARDS.values(),
        "tables": extension.tables().values(),
        "limits": LIMITS,
    }
    return render(request, _PAGE, context, status=422 if problem else 200)


def _checked(sent: UploadedFile, schema: str) -> Verdict:
    if sent.size is not None and sent.size > LIMITS.file_bytes:
        raise UnusableFileError(
            _("Le fichier pèse plus de 5 Mo. La commande « entrelieux validate » le lit."),
            code="trop-gros",
        )
    with NamedTemporaryFile(suffix=".table") as kept:
        for chunk in sent.chunks():
            kept.write(chunk)
        kept.flush()
        verdict = check_file(Path(kept.name), schema=schema, limits=LIMITS)
    return replace(verdict, file=sent.name or "")


def _as_csv(verdict: Verdict) -> HttpResponse:
    target = StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerows(telling.lines(verdict))
    headers = {"Content-Disposition": 'attachment; filename="fautes.csv"'}
    return HttpResponse(
        "\ufeff" + target.getvalue(), content_type="text/csv; charset=utf-8", headers=headers
    )


@access(anyone)
@require_safe
def schema(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001  the same for everybody
    """One published file, readable from any other site."""
    content = extension.published_file(name)
    if content is None:
        raise Http404
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type="application/json", headers=headers)
