"""People, places, services and peers that may help a project, each with why, in plain words.

Nothing is decided here: other rooms say what is near and what answers; this one asks them with the
project's own needs. Peers are projects that chose to be found, and nobody is called from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from entrelieux.directory.selectors import ANYONE, DirectoryParams, FilterError, place_list
from entrelieux.exchanges.listing import Asked, offers_listed
from entrelieux.exchanges.wording import without_contact
from entrelieux.interchange.communes import distance_km
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.ui import duration
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.cards import Coded
from entrelieux.passerelles.persons import stages_of
from entrelieux.passerelles.presenting import needs_of
from entrelieux.projects.cards import ProjectCard
from entrelieux.projects.models import Project
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.situation import SituationParams
from entrelieux.territories.selectors import commune_for, communes_by_code

MOST = 5
MOST_NEEDS = 6
REACH_MIN = 45
PEERS_KM = 40


@dataclass(frozen=True, slots=True)
class Idea:
    """One suggestion. ref: of the place or structure, "" for a person or a peer. why: sentences."""

    title: str
    where: str
    why: tuple[str, ...]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Ideas:
    """Each kind apart; empty where nothing was found. unanswered: needs that no service answers."""

    people: tuple[Idea, ...]
    places: tuple[Idea, ...]
    services: tuple[Idea, ...]
    peers: tuple[Idea, ...]
    unanswered: tuple[str, ...]


def ideas_for(card: ProjectCard) -> Ideas:
    """From where the project is, for what it needs. Without any need said: peers alone."""
    needs = needs_behind(card)[:MOST_NEEDS]
    services, unanswered = _services(card, needs)
    return Ideas(_people(card, needs), _places(card, needs), services, _peers(card), unanswered)


def needs_behind(card: ProjectCard) -> tuple[str, ...]:
    """Needs said, then those that the subjects of a small firm lead to: of both worlds."""
    said = [need.code for need in card.brief.needs]
    for subject in card.firm.subjects:
        said += pack.needs_of_subject(subject.code)
    return tuple(dict.fromkeys(said))


def _people(card: ProjectCard, needs: Iterable[str]) -> tuple[Idea, ...]:
    """What neighbours offer, in their words; nobody is named before both agree."""
    commune = commune_for(card.code_insee)
    found: dict[str, tuple[Idea, list[str]]] = {}
    for code in needs:
        listed = offers_listed(ANYONE, Asked(need=code, commune=commune, minutes=2 * REACH_MIN))
        for line in listed.lines:
            near = [_minutes(line.minutes)] if line.minutes is not None else []
            idea = Idea(f"{line.kind} : {line.words}", line.commune, tuple(near))
            found.setdefault(line.ref, (idea, []))[1].append(code)
    return _best(found)


def _places(card: ProjectCard, needs: Iterable[str]) -> tuple[Idea, ...]:
    found: dict[str, tuple[Idea, list[str]]] = {}
    for code in needs:
        params = DirectoryParams(commune=card.code_insee, besoin=code, minutes=str(REACH_MIN))
        try:
            page = place_list(ANYONE, params)
        except FilterError:
            continue
        for one in page.found:
            near = [_minutes(one.minutes)] if one.minutes is not None else []
            idea = Idea(one.card.name, one.card.commune, tuple(near), one.card.ref)
            found.setdefault(one.card.ref, (idea, []))[1].append(code)
    return _best(found)


def _best(found: dict[str, tuple[Idea, list[str]]]) -> tuple[Idea, ...]:
    """Those that answer most needs first, then as they came: nearest first."""
    ordered = sorted(found.values(), key=lambda one: -len(one[1]))[:MOST]
    return tuple(
        Idea(idea.title, idea.where, (_answers(codes), *idea.why), idea.ref)
        for idea, codes in ordered
    )


def _services(
    card: ProjectCard, needs: tuple[str, ...]
) -> tuple[tuple[Idea, ...], tuple[str, ...]]:
    """Whom the plan for these needs would have one meet, with its own reasons."""
    if not needs:
        return (), ()
    try:
        plans = plans_for(ANYONE, SituationParams(commune=card.code_insee, besoins=needs))
    except UserError:
        return (), ()
    unanswered = tuple(need.short for need in plans.unanswered)
    steps = plans.plans[0].steps if plans.plans else ()
    ideas = tuple(
        Idea(
            step.organisation.name,
            _("À distance") if step.is_remote else step.commune,
            (_answers(need.code for need in step.needs), step.because),
            step.organisation.ref,
        )
        for step in steps
    )
    return ideas, unanswered


def _peers(card: ProjectCard) -> tuple[Idea, ...]:
    """At the same stage, near, of the same world; only those that chose to be found."""
    here = commune_for(card.code_insee)
    if here is None or card.stage is None:
        return ()
    rows = Project.objects.filter(
        is_findable=True, is_fiction=card.is_fiction, departement=card.departement
    ).exclude(ref=card.ref)
    kept = list(rows.order_by("-moved_at", "pk")[:200])
    stages = stages_of([row.follow_up_id for row in kept])
    communes = communes_by_code({row.code_insee for row in kept})
    found = []
    for row in kept:
        there, last = communes.get(row.code_insee), stages[row.follow_up_id][-1:]
        if there is None or not last or last[0].stage.code != card.stage.stage.code:
            continue
        km = distance_km(here.lon, here.lat, there.lon, there.lat)
        if km <= PEERS_KM:
            name, pitch = without_contact(row.name), without_contact(row.pitch)
            found.append((km, Idea(name, there.name, _same(last[0].stage, km, pitch))))
    return tuple(idea for _km_away, idea in sorted(found, key=lambda one: one[0])[:MOST])


def _same(stage: Coded, km: float, pitch: str) -> tuple[str, ...]:
    return (
        pitch,
        _("Au même point que vous : « %(stage)s ».") % {"stage": stage.label},
        _("À %(km)d km à vol d'oiseau.") % {"km": round(km)} if km >= 1 else _("Même commune."),
    )


def _answers(codes: Iterable[str]) -> str:
    shorts = ", ".join(need.short for need in needs_of(codes))
    return _("Pour : %(needs)s.") % {"needs": shorts}


def _minutes(minutes: int) -> str:
    if not minutes:
        return _("Sur place.")
    return _("À %(minutes)s environ.") % {"minutes": duration(minutes)}
