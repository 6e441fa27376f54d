"""Which needs are there, in plain words, and which offers answer them, and how well?

The vocabulary and the crosswalk are the CSV files of this folder; anyone may edit them.
Reading checks them; a mistake raises `PackError` with the file and the line.

**Source:** crosswalk MED7 of the requirements; national schema of mediation places 1.0.2
(nine services); data·inclusion schema 1.0.10 (Licence Ouverte 2.0) and its v0; Coop and
Conseillers-Entreprises vocabularies (codes only); each row says its provenance. Rows that
say « jugement » are ours, and await review by practitioners.
"""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from entrelieux.packs.fr.needs.model import (
    Answer,
    Family,
    Need,
    NeedUnknown,
    OldTheme,
    PackError,
    PlaceKind,
    Preparation,
    Quality,
    Scheme,
    World,
)
from entrelieux.packs.fr.needs.reading import Pack, read_pack

__all__ = [
    "FOLDER",
    "Answer",
    "Family",
    "Need",
    "NeedUnknown",
    "OldTheme",
    "Pack",
    "PackError",
    "PlaceKind",
    "Preparation",
    "Quality",
    "Scheme",
    "World",
    "answers_for",
    "english_texts",
    "load_answers",
    "load_families",
    "load_needs",
    "load_old_themes",
    "load_place_kinds",
    "load_services_mediation",
    "need_for_code",
    "needs_by_code",
    "needs_for_code",
    "place_kind_of",
    "preparations",
    "profile_of",
    "read_pack",
    "service_mediation",
]

FOLDER = Path(__file__).parent


@cache
def _pack() -> Pack:
    return read_pack(FOLDER)


def load_needs() -> tuple[Need, ...]:
    """Every need, in rank order."""
    return _pack().needs


def load_families() -> tuple[Family, ...]:
    """The shelves of needs, in the order they are shown."""
    return _pack().families


def load_answers() -> tuple[Answer, ...]:
    """Every row of the crosswalk, with its provenance and its note."""
    return _pack().answers


def load_place_kinds() -> tuple[PlaceKind, ...]:
    """Every kind of place the crosswalk knows."""
    return _pack().place_kinds


def load_old_themes() -> tuple[OldTheme, ...]:
    """Every data·inclusion v0 theme with its v1 successors."""
    return _pack().old_themes


def load_services_mediation() -> dict[str, str]:
    """The nine services of the national schema: exact label to English."""
    return dict(_pack().services_mediation)


@cache
def needs_by_code() -> dict[str, Need]:
    """Code to need."""
    return {need.code: need for need in load_needs()}


@cache
def preparations() -> dict[str, Preparation]:
    """Code of a need to what helps to bring and to ask."""
    return {one.need: one for one in _pack().preparations}


@cache
def english_texts() -> dict[str, str]:
    """Every French text of the pack that a page may show, with its English."""
    texts: dict[str, str] = dict(_pack().services_mediation)
    for need in load_needs():
        texts[need.label] = need.english
        texts[need.short] = need.english_short
        texts[need.help] = need.english_help
    texts |= {family.label: family.english for family in load_families()}
    texts |= {kind.label: kind.english for kind in load_place_kinds()}
    return texts


def need_for_code(code: str) -> Need:
    """The one need that a need's code, a theme or a family names best. See `needs_for_code`."""
    return needs_for_code(code)[0]


def needs_for_code(code: str) -> tuple[Need, ...]:
    """The needs that `code` names, best first, never empty.

    `code` is a need's code, one of our families, or a data·inclusion theme or family, v1 or v0.
    Among needs that list a theme, those whose primary theme it is come first, then by rank;
    a family's needs come as `answers.csv` orders them.

    Raises:
        NeedUnknown: no such code, or a known theme that no need answers; it bears suggestions.
    """
    code = code.strip()
    if code in needs_by_code():
        return (needs_by_code()[code],)
    old = _old_themes_by_code().get(code)
    found: list[Need] = []
    if old and old.need:
        found.append(needs_by_code()[old.need])
    for theme in (code, *(old.v1 if old else ())):
        found += sorted(
            (need for need in load_needs() if theme in need.thematiques),
            key=lambda need: need.thematiques.index(theme),
        )
    if "--" not in code:
        found += [needs_by_code()[need] for need, _ in answers_for(Scheme.THEMATIQUE, code)]
        found += [need for need in load_needs() if need.family == code]
    if not found:
        raise NeedUnknown(code, () if old else _suggestions(code), known=old is not None)
    return tuple(dict.fromkeys(found))


def answers_for(scheme: Scheme | str, code: str) -> tuple[tuple[str, Quality], ...]:
    """The needs that an offer bearing `code` answers, with how well; best first.

    A code nobody has described answers nothing, which is not an error: files are full of them.
    Rules where `answers.csv` has no row for the code itself: a v0 theme answers what its v1
    successors answer; a network answers what its kind of place answers; a service of the
    national schema before 2023 answers what its v0 theme answers.

    Raises:
        ValueError: no such scheme.
    """
    return _answers_for(Scheme(scheme), code.strip())


@cache
def _answers_for(scheme: Scheme, code: str) -> tuple[tuple[str, Quality], ...]:
    if scheme is Scheme.MEDIATION:
        code = _services_by_fold().get(_fold(code), code)
    rows = _rows_by_scheme_and_code().get((scheme, code))
    if rows is not None:
        return rows
    if scheme is Scheme.MEDIATION:
        old_code = _old_services_by_fold().get(_fold(code))
        return _answers_for(Scheme.THEMATIQUE_V0, old_code) if old_code else ()
    if scheme is Scheme.RESEAU:
        kind = _kinds_by_reseau().get(code)
        return _answers_for(Scheme.PLACE_KIND, kind.code) if kind else ()
    if scheme is Scheme.THEMATIQUE and code in _old_themes_by_code():
        return _answers_for(Scheme.THEMATIQUE_V0, code)
    if scheme is Scheme.THEMATIQUE_V0:
        if (same := _rows_by_scheme_and_code().get((Scheme.THEMATIQUE, code))) is not None:
            return same
        old = _old_themes_by_code().get(code)
        return _best(
            pair
            for theme in (old.v1 if old else ())
            for pair in _answers_for(Scheme.THEMATIQUE, theme)
        )
    return ()


def profile_of(
    services_mediation: Iterable[str] = (),
    thematiques: Iterable[str] = (),
    place_kind: str | None = None,
    reseaux: Iterable[str] = (),
    *,
    sujets: Iterable[str] = (),
    declared: Iterable[str] = (),
) -> dict[str, Quality]:
    """Everything one offer answers, each need at its best quality over all its codes.

    Args:
        services_mediation: labels of the national schema, present or past.
        thematiques: data·inclusion codes, v1 or v0. A family (« mobilite ») counts only when no
            theme of that family is there, for v0 files repeat the family of every theme.
        place_kind: a code of `place_kinds.csv`, or None.
        reseaux: data·inclusion `reseaux_porteurs` codes.
        sujets: subjects of Conseillers-Entreprises.
        declared: codes of needs that the place itself says it answers; these are exact.

    Returns:
        Need code to quality, in rank order; empty when nothing is known of the offer.

    Raises:
        NeedUnknown: a declared code is not a need.
    """
    themes = [theme.strip() for theme in thematiques]
    detailed = {theme.split("--")[0] for theme in themes if "--" in theme}
    given: list[tuple[Scheme, str]] = [
        *((Scheme.MEDIATION, label) for label in services_mediation),
        *((Scheme.THEMATIQUE, theme) for theme in themes if theme not in detailed),
        *((Scheme.RESEAU, reseau) for reseau in reseaux),
        *((Scheme.SUJET_ENTREPRISES, sujet) for sujet in sujets),
    ]
    if place_kind:
        given.append((Scheme.PLACE_KIND, place_kind))
    pairs = [pair for scheme, code in given for pair in answers_for(scheme, code)]
    for code in declared:
        if code not in needs_by_code():
            raise NeedUnknown(code, _suggestions(code))
        pairs.append((code, Quality.EXACT))
    best = dict(_best(pairs))
    return {need.code: best[need.code] for need in load_needs() if need.code in best}


def service_mediation(label: str) -> str | None:
    """The exact label of one of the nine services, whatever its case, accents or spaces."""
    return _services_by_fold().get(_fold(label))


def place_kind_of(typologie: str) -> PlaceKind | None:
    """The kind of place that a typology names: a v0 code (« RFS ») or a word (« Médiathèque »)."""
    return _kinds_by_typologie().get(_fold(typologie))


def _best(pairs: Iterable[tuple[str, Quality]]) -> tuple[tuple[str, Quality], ...]:
    best: dict[str, Quality] = {}
    for need, quality in pairs:
        best[need] = min(quality, best.get(need, quality))
    ranks = needs_by_code()
    return tuple(sorted(best.items(), key=lambda pair: (pair[1], ranks[pair[0]].rank)))


def _fold(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).split())


@cache
def _rows_by_scheme_and_code() -> dict[tuple[Scheme, str], tuple[tuple[str, Quality], ...]]:
    pairs: dict[tuple[Scheme, str], list[tuple[str, Quality]]] = {}
    for row in load_answers():
        pairs.setdefault((row.scheme, row.code), []).append((row.need, row.quality))
    return {key: _best(found) for key, found in pairs.items()}


@cache
def _old_themes_by_code() -> dict[str, OldTheme]:
    return {theme.code: theme for theme in load_old_themes()}


@cache
def _services_by_fold() -> dict[str, str]:
    return {_fold(label): label for label in _pack().services_mediation}


@cache
def _old_services_by_fold() -> dict[str, str]:
    return {_fold(label): code for label, code in _pack().old_services.items()}


@cache
def _kinds_by_reseau() -> dict[str, PlaceKind]:
    return {reseau: kind for kind in load_place_kinds() for reseau in kind.reseaux}


@cache
def _kinds_by_typologie() -> dict[str, PlaceKind]:
    return {_fold(word): kind for kind in load_place_kinds() for word in kind.typologies}


def _suggestions(code: str, limit: int = 3) -> tuple[str, ...]:
    """The nearest need codes: same words first, then nearest spelling."""
    words = {word for word in _fold(code).replace("-", " ").split() if len(word) > 3}
    scores = {}
    for need in load_needs():
        text = _fold(f"{need.code} {need.label} {need.help}").replace("-", " ")
        scores[need.code] = sum(word in text for word in words)
    shared = [c for c in sorted(scores, key=lambda c: -scores[c]) if scores[c]]
    near = get_close_matches(_fold(code), list(scores), n=limit, cutoff=0.6)
    return tuple(dict.fromkeys((*near, *shared)))[:limit]
