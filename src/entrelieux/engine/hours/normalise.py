"""Opening hours as people write them, turned into valid OSM syntax, or a reason why not.

Text that is already valid OSM keeps its meaning, but for slips that no one can mean: empty ranges
(``00:00-00:00``, which the standard reads as a whole day) and the same days given twice with hours
that do not meet (the standard keeps only the second). Each change is listed in ``mends``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from entrelieux.engine.hours.compile import MAX_LENGTH, is_valid
from entrelieux.engine.hours.describe import LONG_DAYS
from entrelieux.engine.hours.osm import parse
from entrelieux.engine.hours.osm.sloppy import mended as without_slips
from entrelieux.engine.hours.sentence import read_sentence
from entrelieux.engine.hours.timetable import UNREADABLE, Reading, Season, UnreadableError, build
from entrelieux.engine.hours.words import OSM_DAYS, Token, clean, fold, tokens_of
from entrelieux.engine.hours.writing import write

_PLAIN = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|\d{1,2}:\d{2}|off|closed|[-,; ])+")
_RANGE = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_NOTHING = frozenset(("", "-", "--", "/", "x", "nc", "n/a", "na", "nr", "neant", "none", "null"))
_DANGLING = frozenset(("a", "au", "aux", "d", "de", "du", "des", "et", "le", "les", "puis"))
REWRITTEN = "Écriture libre, comprise ainsi."
SLIPS = "Écriture proche des horaires OSM, corrigée."
EVERY_DAY = "Aucun jour n'est dit : lu comme tous les jours. À vérifier."


@dataclass(frozen=True, slots=True)
class Normalised:
    """osm: valid OSM syntax, None when the text cannot be trusted.
    mends: what was changed or left aside, as French sentences; empty when nothing was.
    problem: why it cannot be read, in French; None when ``osm`` is given.
    """

    osm: str | None
    mends: tuple[str, ...] = ()
    problem: str | None = None


@lru_cache(maxsize=65_536)
def normalise(text: str) -> Normalised:
    """Read hours written in OSM syntax, well or badly, or in French.

    Args:
        text: at most 2 000 characters; « lundi au vendredi 9h-12h et 14h-17h30 », « Sur
            rendez-vous », ``Mo-Fr 09:00-12:00,13:30-17:30``…

    A day that is named without readable hours becomes ``unknown``, never closed. Never raises.
    """
    if len(text) > MAX_LENGTH:
        problem = f"Texte de {len(text)} caractères. Attendu : au plus {MAX_LENGTH}."
        return Normalised(None, (), problem)
    if is_valid(text) and "  " not in text.strip():
        return _mend_valid(text)
    cleaned = clean(_unboxed(text.strip()))
    if fold(cleaned) in _NOTHING:
        return Normalised(None, (), "Aucun horaire n'est indiqué.")
    single = re.sub(r" {2,}", " ", cleaned)
    if is_valid(single):
        mended = _mend_valid(single)
        return Normalised(
            mended.osm, ("Caractères parasites retirés.", *mended.mends), mended.problem
        )
    slips = without_slips(cleaned)
    if slips is not None:
        return _mend_slips(slips)
    french = _sentence(cleaned)
    if french.osm is None:
        slips = without_slips(cleaned, foreign=True)
    return french if slips is None else _mend_slips(slips)


def _unboxed(text: str) -> str:
    """The text of a JSON list or object, which some producers put in a cell."""
    if text[:1] not in ("[", "{"):
        return text
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    lines = found.items() if isinstance(found, dict) else found
    parts = [line if isinstance(line, tuple) else (line,) for line in lines]
    if not all(isinstance(part, str) for line in parts for part in line):
        return text
    return " ; ".join(" : ".join(line) for line in parts)


def _refuse_cut(tokens: list[Token]) -> None:
    """« lundi de 9h à 12h et de »: what was cut off could say anything."""
    heard = [token for token in tokens if token.kind not in ("stop", "mark", "slash")]
    if len(heard) > 1 and fold(heard[-1].text) in _DANGLING:
        message = f"Le texte semble coupé après « {heard[-1].text} »."
        raise UnreadableError(message)


def _sentence(cleaned: str) -> Normalised:
    try:
        tokens = tokens_of(cleaned)
        _refuse_cut(tokens)
        reading = build(read_sentence(tokens))
    except UnreadableError as problem:
        return Normalised(None, (), str(problem))
    return _finished(reading, cleaned)


def _mend_slips(osm: str) -> Normalised:
    """An expression of OSM that was written with slips; without days, it holds every day."""
    read = _mend_valid(osm)
    mends = (SLIPS, *read.mends)
    if not any(rule.dates for rule in parse(osm)) and "24/7" not in osm:
        mends += (EVERY_DAY,)
    return Normalised(read.osm, mends, read.problem) if read.osm else read


def from_french_week(days: Mapping[str, str | None]) -> Normalised:
    """Read a file with one column per day, as France services does.

    Args:
        days: ``lundi`` … ``dimanche`` to a text such as « 09:00 - 12:00 / 14:00 - 16:30 »,
            « 08:30-12:00 (semaines paires) », « Fermé ». A day that is absent, empty or « - » is
            closed; when all are, nothing is known.
    """
    unknown = sorted(set(map(str, days)) - set(LONG_DAYS))
    if unknown:
        problem = f"Jours inconnus : {', '.join(unknown)}. Attendu : {', '.join(LONG_DAYS)}."
        return Normalised(None, (), problem)
    return _week(tuple(days.get(name) or "" for name in LONG_DAYS))


@lru_cache(maxsize=16_384)
def _week(cells: tuple[str, ...]) -> Normalised:
    whole = Reading()
    unread: list[str] = []
    for number, cell in enumerate(cells):
        if len(cell) > MAX_LENGTH:
            problem = (
                f"{LONG_DAYS[number]} : {len(cell)} caractères, au plus {MAX_LENGTH} attendus."
            )
            return Normalised(None, (), problem)
        cleaned = clean(cell)
        if fold(cleaned) in _NOTHING:
            continue
        try:
            reading = _cell(number, cleaned)
        except UnreadableError as problem:
            unread.append(f"{LONG_DAYS[number].capitalize()} : {problem}")
            whole.doubtful[number] = UNREADABLE
            continue
        _gather(whole, reading, number)
    whole.mends += [f"{message} À vérifier." for message in unread]
    if not (whole.said or whole.extra or whole.seasons or whole.doubtful):
        return Normalised(None, (), "Aucun horaire n'est indiqué.")
    if (
        unread
        and not (whole.said or whole.extra or whole.seasons)
        and len(unread) == len(whole.doubtful)
    ):
        return Normalised(None, (), " ".join(unread))
    return _checked(write(whole), tuple(dict.fromkeys(whole.mends)))


def _cell(number: int, text: str) -> Reading:
    day = frozenset((number,))
    tokens = tokens_of(text)
    if any(token.kind == "days" and token.days != day for token in tokens):
        message = f"« {text[:80]} » parle d'un autre jour."
        raise UnreadableError(message)
    _refuse_cut(tokens)
    ordinals = [place for place, token in enumerate(tokens) if token.kind == "ordinal"]
    if ordinals and not any(token.kind == "days" for token in tokens):
        tokens.insert(ordinals[-1] + 1, Token("days", LONG_DAYS[number], days=day))
    return build(read_sentence(tokens), default_days=day)


def _gather(whole: Reading, reading: Reading, number: int) -> None:
    whole.term.days[number] = reading.term.days[number]
    whole.holiday.days[number] = reading.holiday.days[number]
    whole.own_holiday |= reading.own_holiday
    whole.closed_holidays |= reading.closed_holidays
    whole.extra += reading.extra
    whole.closed_months += [f"{months} {OSM_DAYS[number]}" for months in reading.closed_months]
    for months, season in reading.seasons.items():
        gathered = whole.seasons.setdefault(months, Season(whole=season.whole))
        gathered.table.days[number] = season.table.days[number]
    whole.doubtful.update({day: why for day, why in reading.doubtful.items() if day == number})
    whole.said |= reading.said
    whole.mends += reading.mends


def _finished(reading: Reading, text: str) -> Normalised:
    osm = write(reading)
    if not osm:
        shown = text if len(text) <= 80 else f"{text[:77]}…"
        problem = (
            f"« {shown} » ne donne pas d'heures. "
            "Attendu, par exemple : « lundi au vendredi 9h-12h et 14h-17h »."
        )
        return Normalised(None, (), problem)
    hours = any(reading.term.days) or any(reading.holiday.days)
    only_doubts = not (hours or reading.extra or reading.seasons or reading.closed_holidays)
    if only_doubts and (reading.strange or UNREADABLE in reading.doubtful.values()):
        return Normalised(None, (), " ".join(reading.mends) or "Horaires illisibles.")
    return _checked(osm, (REWRITTEN, *dict.fromkeys(reading.mends)))


def _checked(osm: str, mends: tuple[str, ...]) -> Normalised:
    if not is_valid(osm):
        return Normalised(None, (), "Horaires trop particuliers pour être repris.")
    return Normalised(osm, mends)


def _mend_valid(text: str) -> Normalised:
    osm = text.strip().rstrip("; ")
    if not _PLAIN.fullmatch(osm):
        return Normalised(osm)
    mends: list[str] = []
    ranges = _RANGE.findall(osm)
    if ranges and all(found[:2] == found[2:] for found in ranges):
        problem = "Toutes les plages sont vides, comme 00:00-00:00. Attendu : 09:00-12:00."
        return Normalised(None, (), problem)
    backwards = next((found for found in ranges if _backwards(found)), None)
    if backwards is not None:
        start, end = ":".join(backwards[:2]), ":".join(backwards[2:])
        problem = f"La plage {start}-{end} finit avant de commencer."
        return Normalised(None, (), problem)
    if any(found[:2] == found[2:] for found in ranges):
        osm = _without_empty_ranges(osm)
        mends.append("Plages vides, comme 00:00-00:00, retirées.")
    united = _united(osm)
    if united != osm:
        osm = united
        mends.append("Plages données en deux fois pour les mêmes jours réunies.")
    return _checked(osm, tuple(mends)) if mends else Normalised(osm)


def _backwards(found: tuple[str, str, str, str]) -> bool:
    """A range over midnight that no place keeps, such as 17:00-12:00; 20:00-02:00 is fine."""
    start = int(found[0]) * 60 + int(found[1])
    end = int(found[2]) * 60 + int(found[3])
    return end < start and end > 8 * 60 and not (start >= 16 * 60 and end <= 10 * 60)


def _without_empty_ranges(osm: str) -> str:
    rules: list[str] = []
    for rule in osm.split(";"):
        head, _space, _rest = rule.strip().partition(" ")
        ranges = _RANGE.findall(rule)
        real = [found for found in ranges if found[:2] != found[2:]]
        if len(real) == len(ranges):
            rules.append(rule.strip())
        elif real:
            times = ",".join(f"{a}:{b}-{c}:{d}" for a, b, c, d in real)
            rules.append(f"{head} {times}" if head[:2] in OSM_DAYS else times)
        elif head[:2] in OSM_DAYS:
            rules.append(f"{head} off")
    return "; ".join(filter(None, rules))


def _united(osm: str) -> str:
    """Join « Th 09:00-12:00; Th 14:00-17:00 », of which the standard keeps the second only."""
    rules = [rule.strip() for rule in osm.split(";") if rule.strip()]
    place: dict[str, int] = {}
    result: list[tuple[str, str]] = []
    changed = False
    for rule in rules:
        head, _space, times = rule.partition(" ")
        if head in place and _apart(result[place[head]][1], times):
            result[place[head]] = (head, f"{result[place[head]][1]},{times}")
            changed = True
            continue
        if head[:2] in OSM_DAYS and times:
            place[head] = len(result)
        result.append((head, times))
    return "; ".join(f"{head} {times}".strip() for head, times in result) if changed else osm


def _apart(first: str, second: str) -> bool:
    spans = [
        (int(a) * 60 + int(b), int(c) * 60 + int(d))
        for a, b, c, d in _RANGE.findall(f"{first},{second}")
    ]
    complete = len(spans) == first.count("-") + second.count("-") and _only_times(first + second)
    spans.sort()
    return (
        complete and all(x[1] <= y[0] for x, y in pairwise(spans)) and all(a < b for a, b in spans)
    )


def _only_times(text: str) -> bool:
    return re.fullmatch(r"[\d:, -]*", text) is not None
