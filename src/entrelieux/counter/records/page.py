"""What the pages of records show, made of cards: lines, days, the table, differences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.formats import date_format

from entrelieux.counter.records import wording
from entrelieux.counter.records.cards import Month, RecordCard, TwoWays
from entrelieux.counter.records.coop_reading import Act
from entrelieux.counter.records.coop_writing import ONLY
from entrelieux.counter.records.drafts import Draft
from entrelieux.counter.records.presenting import Places
from entrelieux.directory.wording import in_language
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary

THEMES_ON_A_LINE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the list. more: how many themes are not shown."""

    record: RecordCard
    form: str
    world: str
    activity: str
    people: str
    place: str
    themes: tuple[str, ...]
    more: int
    origin: str


@dataclass(frozen=True, slots=True)
class Definition:
    label: str
    text: str
    icon: str


@dataclass(frozen=True, slots=True)
class ToolShown:
    """way_back: what is known of an import there; "" when nothing is said."""

    title: str
    tried: str
    way_back: str
    read_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """The table of both meanings, in words. rows: (label, cells, total)."""

    two_ways: TwoWays
    worlds: tuple[Definition, ...]
    forms: tuple[Definition, ...]


def lines_of(viewer: Viewer, month: Month) -> tuple[Line, ...]:
    places = Places(viewer)
    return tuple(_line(card, places) for card in month.lines)


def line_of(viewer: Viewer, card: RecordCard) -> Line:
    return _line(card, Places(viewer))


def _line(card: RecordCard, places: Places) -> Line:
    draft = card.draft
    themes = wording.themes_of(draft)
    return Line(
        record=card,
        form=wording.form_label(draft.forme_mediation),
        world=wording.world_label(draft.monde),
        activity=wording.label(Vocabulary.ACTIVITY, draft.activity),
        people=wording.people(len(draft.people)) if len(draft.people) > 1 else "",
        place=places.named(draft) or wording.label(Vocabulary.PLACE_OF_ACT, draft.place_of_act),
        themes=themes[:THEMES_ON_A_LINE],
        more=max(0, len(themes) - THEMES_ON_A_LINE),
        origin=wording.origin_label(card.origin),
    )


def days_of(lines: tuple[Line, ...]) -> tuple[tuple[date, tuple[Line, ...]], ...]:
    by_day = groupby(lines, key=lambda line: line.record.draft.held_on)
    return tuple((held_on, tuple(kept)) for held_on, kept in by_day)


def months_of(month: Month) -> tuple[tuple[str, str, bool], ...]:
    """(value, label, is the one shown) of the months that hold something, and of the one shown."""
    every = sorted({*month.months, month.first}, reverse=True)
    return tuple((f"{one:%Y-%m}", date_format(one, "F Y"), one == month.first) for one in every)


def acts_of(acts: Iterable[Act]) -> tuple[tuple[int, date, str, str], ...]:
    """(line of the file, day, what, how long) of acts read from a file."""
    return tuple(
        (
            act.row,
            act.draft.held_on,
            " · ".join(wording.themes_of(act.draft)),
            ui.duration(act.draft.minutes),
        )
        for act in acts
    )


def sides(known: Mapping[str, coop.Side]) -> tuple[tuple[str, str], ...]:
    return tuple((side.code, in_language(side.label, side.english)) for side in known.values())


def tool_of(code: str) -> ToolShown:
    tool = coop.tools()[code]
    return ToolShown(
        in_language(tool.title, tool.english),
        in_language(tool.tried, tool.english_tried),
        in_language(tool.way_back, tool.english_way_back),
        tool.read_on,
        tool.source,
    )


def columns_left_empty() -> tuple[tuple[str, str], ...]:
    """(column, why) of those of one's own export that stay empty."""
    return tuple(
        (one.name, one.note) for one in coop.columns() if not one.content and one.only in ONLY
    )


def table_of(two_ways: TwoWays) -> Table:
    return Table(
        two_ways,
        worlds=tuple(_definition(side) for side in coop.worlds().values()),
        forms=tuple(_definition(side) for side in coop.forms().values()),
    )


def _definition(side: coop.Side) -> Definition:
    return Definition(
        in_language(side.label, side.english),
        in_language(side.definition, side.english_definition),
        side.icon,
    )


def facts_of(viewer: Viewer, card: RecordCard) -> tuple[tuple[str, str], ...]:
    return wording.facts_of(card.draft, Places(viewer).named(card.draft))


def differences(
    viewer: Viewer, mine: Draft, current: RecordCard
) -> tuple[tuple[str, str, str, bool], ...]:
    """(what, mine, as it stands, whether they differ), in the order of the form."""
    places = Places(viewer)
    here = wording.facts_of(mine, places.named(mine))
    there = dict(wording.facts_of(current.draft, places.named(current.draft)))
    found = tuple(
        (what, said, there.get(what, ""), said != there.get(what, "")) for what, said in here
    )
    return tuple(sorted(found, key=lambda one: not one[3]))
