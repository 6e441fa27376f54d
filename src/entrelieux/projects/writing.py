"""What the holder says of their project: opened, told, taken back. One journal line each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.selectors import ANYONE, PlaceGone, places_visible_to
from entrelieux.interchange.mending import is_siret
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles import services as bridges
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import person_in_hand, stages_of
from entrelieux.projects.errors import SaidWrongly
from entrelieux.projects.hands import held
from entrelieux.projects.models import Project, ProjectPart
from entrelieux.projects.presenting import exists
from entrelieux.projects.walking import walk_with
from entrelieux.territories.selectors import CommuneCard, resolve_commune

MOST_WORDS = 4_000
NAME_LENGTH = 120
SIRET_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a project; "" or nothing where they said nothing. None is required.

    answers: {question of the pack: words}. commune: as typed; "" keeps what is there.
    """

    name: str = ""
    pitch: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    commune: str = ""
    needs: tuple[str, ...] = ()
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class Firm:
    """A small firm as it says itself: codes of the pack, all optional. siret: "" for none."""

    is_firm: bool = True
    maturity: str = ""
    subjects: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    words: str = ""
    siret: str = ""


@transaction.atomic
def open_project(
    *,
    actor: Viewer,
    said: Said,
    token: str = "",
    follow_up: str = "",
    opened: tuple[str, ...] = (),
) -> str:
    """Open the project of a file, by the person or by who accompanies them; its reference.

    A structure that opens it with the person walks beside it, and reads the parts of ``opened``
    that the person agreed to: none unless ticked. A file has one project: opened twice, it is
    the same one, as it is.

    Raises:
        FollowUpGone: not theirs. UserError: the commune or a code is unknown.
    """
    person = person_in_hand(actor=actor, token=token, ref=follow_up)
    kept = Project.objects.filter(follow_up_id=person.pk).first()
    if kept is not None:
        return kept.ref
    now = timezone.now()
    row = Project(
        ref=new_ref(),
        follow_up_id=person.pk,
        code_insee=person.code_insee,
        departement=person.departement,
        is_fiction=person.is_fiction,
        opened_at=now,
        moved_at=now,
    )
    _tell(row, said)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same form, sent again while it was being read the first time
        return Project.objects.get(follow_up_id=person.pk).ref
    _answer(row, said.answers, now)
    _needs_join(actor, row, token, follow_up)
    if person.organisation:
        walk_with(row, person.organisation, opened, now)
    _record(actor, "projet.ouvert", row, by="personne" if person.is_own else "structure")
    return row.ref


@transaction.atomic
def say(*, actor: Viewer, token: str, said: Said) -> None:
    """Say it again: name, words, place, needs."""
    row, _person = held(actor=actor, token=token)
    now = timezone.now()
    _tell(row, said)
    _moved(row, now)
    _answer(row, said.answers, now)
    _needs_join(actor, row, token, "")
    _record(actor, "projet.dit", row, needs=len(row.needs))


@transaction.atomic
def choose_place(*, actor: Viewer, token: str, place: str) -> None:
    """Where it would be, among the places of the directory; "" for none any more."""
    row, _person = held(actor=actor, token=token)
    row.place_ref = _place(place)
    _moved(row, timezone.now())
    _record(actor, "projet.lieu-choisi", row)


@transaction.atomic
def write_part(*, actor: Viewer, token: str, code: str, words: str) -> None:
    """One part of the file, in the holder's words; "" empties it."""
    row, _person = held(actor=actor, token=token)
    known = pack.parts().get(code)
    if known is None or not known.has_words:
        raise SaidWrongly(_("Cette partie n'existe pas : choisissez-en une."), field="partie")
    now = timezone.now()
    if _write(row, code, words, now):
        _moved(row, now)
        _record(actor, "projet.partie-écrite", row, part=code)


@transaction.atomic
def say_firm(*, actor: Viewer, token: str, firm: Firm) -> None:
    """A firm that runs already, as it says itself.

    Raises:
        SaidWrongly: a code is unknown; a number was given before a company exists, or is wrong.
    """
    row, person = held(actor=actor, token=token)
    _check_codes(firm)
    row.is_firm = firm.is_firm
    siret = "".join(firm.siret.split())
    if siret and not exists(row, stages_of([person.pk])[person.pk]):
        raise SaidWrongly(_("Aucun numéro n'est demandé avant que l'entreprise existe."))
    if siret and not _is_siret(siret):
        raise SaidWrongly(
            _("Ce numéro n'est pas un SIRET : 14 chiffres. Relisez-le, ou laissez vide."),
            field="siret",
        )
    row.siret, row.maturity = siret, firm.maturity
    row.subjects, row.trusted = list(firm.subjects), list(firm.trusted)
    now = timezone.now()
    _write(row, "entreprise", firm.words, now)
    _moved(row, now)
    _record(actor, "projet.entreprise-dite", row, subjects=len(row.subjects))


@transaction.atomic
def add_stage(*, actor: Viewer, token: str, stage: str, learnt: str = "") -> None:
    """Where the project stands, added to the history of the file. Nothing of it is ever changed."""
    row, _person = held(actor=actor, token=token)
    bridges.add_stage(actor=actor, token=token, stage=stage, learnt=learnt)
    _moved(row, timezone.now())
    _record(actor, "projet.étape", row, stage=stage)


@transaction.atomic
def show(*, actor: Viewer, token: str, to_all: bool, to_peers: bool) -> None:
    """Show the name and the pitch to everybody, or to projects nearby; taken back at once."""
    row, _person = held(actor=actor, token=token)
    if (row.is_public, row.is_findable) == (to_all, to_peers):
        return
    if (to_all or to_peers) and not (row.name and row.pitch):
        raise SaidWrongly(
            _("Donnez d'abord un nom au projet et quelques mots : c'est ce qui est montré.")
        )
    row.is_public, row.is_findable = to_all, to_peers
    _moved(row, timezone.now())
    _record(actor, "projet.montré", row, to_all=to_all, to_peers=to_peers)


def _tell(row: Project, said: Said) -> None:
    _check_needs(said.needs)
    row.name = " ".join(said.name.split())[:NAME_LENGTH]
    row.pitch = said.pitch.strip()[:MOST_WORDS]
    row.needs = list(dict.fromkeys(said.needs))
    row.is_firm = said.is_firm or row.is_firm
    if not row.name and row.is_public:
        row.is_public = row.is_findable = False  # nothing is left to show
    if said.commune.strip():
        _stand(row, resolve_commune(said.commune))


def _stand(row: Project, commune: CommuneCard) -> None:
    row.code_insee, row.departement = commune.code, commune.departement_code


def _place(ref: str) -> str:
    if not ref:
        return ""
    try:
        return places_visible_to(ANYONE).get(ref=ref.replace("\x00", "")).ref
    except PlaceGone:
        raise SaidWrongly(_("Ce lieu n'est plus dans la liste."), field="lieu") from None


def _answer(row: Project, answers: Mapping[str, str], now: datetime) -> None:
    for code in pack.questions():
        if code in answers:
            _write(row, code, answers[code], now)


def _write(row: Project, code: str, words: str, now: datetime) -> bool:
    said = words.strip()[:MOST_WORDS]
    kept = ProjectPart.objects.filter(project=row, code=code)
    if not said:
        return bool(kept.delete()[0])
    if kept.filter(words=said).exists():
        return False
    ProjectPart.objects.update_or_create(
        project=row, code=code, defaults={"words": said, "changed_at": now}
    )
    return True


def _needs_join(actor: Viewer, row: Project, token: str, follow_up: str) -> None:
    """One file for all the needs of somebody: those of the project are followed there."""
    if row.needs:
        bridges.add_needs(actor=actor, needs=row.needs, token=token, follow_up=follow_up)


def _check_needs(codes: tuple[str, ...]) -> None:
    if unknown := [code for code in codes if code not in pack.needs_offered()]:
        raise SaidWrongly(
            _("« %(found)s » n'est pas un besoin de la liste.") % {"found": unknown[0][:60]},
            field="besoins",
        )


def _check_codes(firm: Firm) -> None:
    for codes, known, name in (
        ((firm.maturity,) if firm.maturity else (), pack.maturities(), "aise"),
        (firm.subjects, pack.subjects(), "sujets"),
        (firm.trusted, pack.trusted(), "proches"),
    ):
        if unknown := [code for code in codes if code not in known]:
            raise SaidWrongly(
                _("« %(found)s » n'est pas dans la liste.") % {"found": unknown[0][:60]},
                field=name,
            )


def _is_siret(digits: str) -> bool:
    is_written_so = len(digits) == SIRET_LENGTH and digits.isascii() and digits.isdecimal()
    return is_written_so and is_siret(digits)


def _moved(row: Project, now: datetime) -> None:
    row.moved_at, row.version = now, row.version + 1
    row.save()


def _record(actor: Viewer, verb: str, row: Project, **facts: object) -> None:
    journal.record(actor, verb, f"projet:{row.ref}", **facts)


__all__ = [
    "Firm",
    "Said",
    "add_stage",
    "choose_place",
    "open_project",
    "say",
    "say_firm",
    "show",
    "write_part",
]
