"""What a new record begins with, so that nothing known is asked again.

From a visit: its needs propose the themes and the subject. From a hand-over: it is an
introduction. From the last record of the same agent: the same place, the same duration.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.adapters import draft_of
from entrelieux.counter.records.cards import PlaceChoice, Start
from entrelieux.counter.records.drafts import ALONE, Draft, Someone
from entrelieux.counter.records.errors import NotYourRecords
from entrelieux.counter.records.policies import may_keep_records
from entrelieux.counter.records.presenting import Places
from entrelieux.counter.selectors import VisitGone, said_in, visit_for
from entrelieux.directory.structures import structure_for
from entrelieux.engine.language.fold import fold
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import coop, needs
from entrelieux.packs.fr.coop import Vocabulary
from entrelieux.passerelles.errors import PasserelleGone
from entrelieux.passerelles.selectors import passerelle_for
from entrelieux.reception.errors import IntakeGone

USUAL_MINUTES = 30
LOOKED_AT = 20
MOST_PLACES = 4
MOST_THEMES = 6
MOST_KNOWN = 60


def start(viewer: Viewer, organisation_ref: str, *, visit: str = "", bridge: str = "") -> Start:
    """A draft to complete. visit, bridge: reference of a visit of the viewer, of a hand-over that
    they may see; "" without one.

    Raises:
        NotYourRecords: the viewer writes none for this structure.
    """
    if not may_keep_records(viewer, organisation_ref):
        raise NotYourRecords
    recent = _recent(viewer, organisation_ref)
    places = _places(viewer, organisation_ref, recent)
    last = recent[0] if recent else None
    draft = Draft(
        held_on=timezone.localdate(),
        forme_mediation="",
        monde="",
        activity=ALONE,
        minutes=last.minutes if last else USUAL_MINUTES,
        place_ref=_usual_place(last, places),
        people=(Someone(),),
    )
    plain = Start(draft, False, places, "", _usual_themes(recent))
    if bridge:
        return _from_bridge(viewer, bridge, plain)
    if not visit:
        return plain
    codes = _needs_said(viewer, organisation_ref, visit)
    if not codes:
        return replace(plain, because=_("La visite est close : rien n'a pu en être repris."))
    said = proposed_by(codes, draft)
    because = _("Repris des besoins de la visite. Changez ce qui ne va pas.")
    return Start(said, True, places, because, said.themes or plain.proposed, is_from_visit=True)


def visit_open(viewer: Viewer, ref: str) -> str:
    """The reference of a visit that the viewer may go back to; "" when there is none."""
    try:
        return visit_for(viewer, ref).ref if ref and "\x00" not in ref else ""
    except VisitGone:
        return ""


def _from_bridge(viewer: Viewer, bridge: str, plain: Start) -> Start:
    """A hand-over is an introduction, on the subject of what is handed over."""
    try:
        card = passerelle_for(viewer, bridge)
    except PasserelleGone:
        because = _("Cette passerelle n'existe pas, ou n'est pas la vôtre : rien n'est repris.")
        return replace(plain, because=because)
    said = replace(
        proposed_by(tuple(need.code for need in card.needs), plain.draft),
        forme_mediation="mise_en_relation",
        passerelle_ref=card.ref,
    )
    because = _("Repris de la passerelle vers %(name)s. Changez ce qui ne va pas.")
    because %= {"name": card.receiver.name}
    return Start(said, True, plain.places, because, said.themes or plain.proposed)


def _usual_themes(recent: list[Draft]) -> tuple[str, ...]:
    """The themes written most lately, in the order of the list: shown first, not ticked."""
    counts = Counter(theme for draft in recent for theme in draft.themes)
    usual = {theme for theme, _count in counts.most_common(MOST_THEMES)}
    return tuple(theme for theme in coop.codes(Vocabulary.THEME) if theme in usual)


def places_known(viewer: Viewer, organisation_ref: str, draft: Draft) -> tuple[PlaceChoice, ...]:
    """Where the structure receives, the place of ``draft`` among them.

    Raises:
        NotYourRecords: the viewer writes none for this structure.
    """
    if not may_keep_records(viewer, organisation_ref):
        raise NotYourRecords
    recent = [draft, *_recent(viewer, organisation_ref)]
    return _places(viewer, organisation_ref, recent)


def place_finder(viewer: Viewer, organisation_ref: str) -> Callable[[str, str], str]:
    """Finds, among the places where the structure receives, one by its reference, or by its name
    and code INSEE; "" when none is it.

    Raises:
        NotYourRecords: the viewer writes none for this structure.
    """
    if not may_keep_records(viewer, organisation_ref):
        raise NotYourRecords
    sheets = Places(viewer)
    used = SupportRecord.objects.filter(organisation_ref=organisation_ref).exclude(place_ref="")
    card = structure_for(viewer, organisation_ref)
    refs = {*used.order_by().values_list("place_ref", flat=True).distinct()}
    refs |= {card.place_ref} if card and card.place_ref else set()
    known = {}
    for ref in sorted(refs)[:MOST_KNOWN]:
        if (sheet := sheets.sheet(ref)) is not None:
            known[ref, ""] = ref
            known[fold(sheet.card.name), sheet.card.code_insee] = ref
    return lambda name, code: known.get((name, code)) or known.get((fold(name), code), "")


def proposed_by(codes: tuple[str, ...], draft: Draft) -> Draft:
    """The draft with the themes of these needs, and the subject of the first."""
    known = needs.needs_by_code()
    found = [known[code] for code in codes if code in known]
    themes = [theme for need in found for theme in need.cra_themes]
    general, administrative = (
        coop.codes(Vocabulary.THEME),
        coop.codes(Vocabulary.ADMINISTRATIVE_THEME),
    )
    return replace(
        draft,
        monde=found[0].world.value if found else "",
        themes=tuple(dict.fromkeys(one for one in themes if one in general)),
        administrative_themes=tuple(dict.fromkeys(one for one in themes if one in administrative)),
    )


def _needs_said(viewer: Viewer, organisation_ref: str, visit: str) -> tuple[str, ...]:
    if "\x00" in visit:  # one of the databases refuses to be asked for it
        return ()
    try:
        card = visit_for(viewer, visit)
        kept = said_in(viewer, card.token)
    except (VisitGone, IntakeGone):
        return ()
    if card.desk.ref != organisation_ref:
        return ()
    if kept.params is not None:
        return tuple(need.code for need in kept.params.needs())
    return tuple(map(str, kept.answers.get("besoins", ())))


def _recent(viewer: Viewer, organisation_ref: str) -> list[Draft]:
    """The last acts written here by the viewer, latest first."""
    rows = SupportRecord.objects.filter(
        author_id=viewer.user_id, organisation_ref=organisation_ref, origin="entrelieux"
    )
    return [draft_of(row) for row in rows.order_by("-written_at", "-pk")[:LOOKED_AT]]


def _usual_place(last: Draft | None, places: tuple[PlaceChoice, ...]) -> str:
    refs = [place.ref for place in places]
    if last and last.place_ref in refs:
        return last.place_ref
    return refs[0] if refs else ""


def _places(viewer: Viewer, organisation_ref: str, recent: list[Draft]) -> tuple[PlaceChoice, ...]:
    card = structure_for(viewer, organisation_ref)
    own = card.place_ref if card else ""
    wanted = dict.fromkeys(ref for ref in (*(d.place_ref for d in recent), own) if ref)
    sheets = Places(viewer)
    choices = (sheets.choice(ref) for ref in list(wanted)[:MOST_PLACES])
    return tuple(choice for choice in choices if choice)
