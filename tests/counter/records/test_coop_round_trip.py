"""What leaves in La Coop's columns comes back the same; what it cannot say goes to the nearest."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from entrelieux.counter.records import sheets
from entrelieux.counter.records.cards import RecordCard
from entrelieux.counter.records.coop_reading import read_export
from entrelieux.counter.records.coop_writing import OURS, sheet_of
from entrelieux.counter.records.drafts import NOBODY, Draft, Someone, problems, tidied
from entrelieux.counter.records.presenting import Places
from entrelieux.interchange.limits import UPLOAD
from entrelieux.interchange.lines import open_lines
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
COMMUNES = ("48095", "48080", "75056")


def one_of(vocabulary, *more):
    return some.sampled_from([*coop.codes(vocabulary), *more])


def several(vocabulary):
    return some.lists(one_of(vocabulary), max_size=4).map(tuple)


@some.composite
def drafts(draw):
    activity = draw(some.sampled_from(["individuel", "collectif"]))
    most = 1 if activity == "individuel" else 12
    person = some.builds(
        Someone,
        age=one_of(Vocabulary.AGE, ""),
        gender=one_of(Vocabulary.GENDER, ""),
        status=one_of(Vocabulary.STATUS, ""),
    )
    draft = tidied(
        Draft(
            held_on=draw(some.dates(date(2016, 1, 1), TODAY)),
            forme_mediation=draw(some.sampled_from(list(coop.forms()))),
            monde=draw(some.sampled_from(list(coop.worlds()))),
            activity=activity,
            minutes=draw(some.integers(1, 1439)),
            place_of_act=draw(one_of(Vocabulary.PLACE_OF_ACT)),
            code_insee=draw(some.sampled_from(["", *COMMUNES])),
            themes=draw(several(Vocabulary.THEME)),
            administrative_themes=draw(several(Vocabulary.ADMINISTRATIVE_THEME)),
            autonomy=draw(one_of(Vocabulary.AUTONOMY, "")),
            level=draw(one_of(Vocabulary.LEVEL, "")),
            people=tuple(draw(some.lists(person, min_size=1, max_size=most))),
            redirections=draw(several(Vocabulary.REDIRECTION) | some.just((NOBODY,))),
            note=draw(some.text(max_size=20)),
        )
    )
    assert not problems(draft, TODAY)
    return draft


def card(draft, key="a1"):
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return RecordCard(
        key, "structure-1", draft, "Aline", "entrelieux", "", now, now, 1, True, False
    )


def read_again(path, drafts_written, *, as_csv, with_ours):
    cards = [card(draft, f"acte-{rank}") for rank, draft in enumerate(drafts_written)]
    sheet = sheet_of(cards, Places(ANYONE), with_ours=with_ours)
    path.write_bytes(sheets.as_csv(sheet) if as_csv else sheets.as_workbook(sheet))
    return read_export(
        open_lines(path, UPLOAD),
        forme_mediation="accompagnement",
        monde="mediation_numerique",
        today=TODAY,
        place_ref=lambda name, code: "",
    )


def as_la_coop_can_say(draft):
    """Our additions go back to its values; it keeps one redirection, and not what kind it was."""

    def back(vocabulary, code):
        return coop.coop_of(vocabulary, code).code if code else ""

    sent = tuple(one for one in draft.redirections if one != NOBODY)[:1]
    return tidied(
        replace(
            draft,
            forme_mediation="accompagnement",
            monde="mediation_numerique",
            people=tuple(
                replace(one, status=back(Vocabulary.STATUS, one.status)) for one in draft.people
            ),
            redirections=tuple(back(Vocabulary.REDIRECTION, one) for one in sent)
            or draft.redirections,
        )
    )


ROUNDS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ROUNDS
@given(written=some.lists(drafts(), min_size=1, max_size=5), with_ours=some.booleans())
def test_csv_comes_back_the_same(communes, tmp_path_factory, written, with_ours):
    path = Path(tmp_path_factory.mktemp("csv")) / "acts.csv"
    reading = read_again(path, written, as_csv=True, with_ours=with_ours)
    assert_same(reading, written, with_ours=with_ours)


def test_a_workbook_comes_back_the_same(communes, tmp_path):
    written = every_value()
    for with_ours in (True, False):
        reading = read_again(tmp_path / "a.xlsx", written, as_csv=False, with_ours=with_ours)
        assert_same(reading, written, with_ours=with_ours)


def assert_same(reading, written, *, with_ours):
    assert not reading.remarks
    found = [act.draft for act in reading.acts]
    wanted = [replace(one, note="") for one in written]
    assert found == (wanted if with_ours else [as_la_coop_can_say(one) for one in wanted])
    assert [act.key for act in reading.acts] == [f"acte-{rank}" for rank in range(len(written))]


def every_value():
    """Acts that hold each value of each vocabulary at least once."""
    base = {"held_on": TODAY, "monde": "collectif", "minutes": 45, "themes": ("email",)}
    alone = {**base, "forme_mediation": "mise_en_relation", "activity": "individuel"}
    found = [
        Draft(**alone, people=(Someone(age=age, status=status),), redirections=(sent,))
        for age in coop.codes(Vocabulary.AGE)
        for status, sent in zip(
            coop.codes(Vocabulary.STATUS),
            [*coop.codes(Vocabulary.REDIRECTION), NOBODY],
            strict=False,
        )
    ]
    found += [
        replace(found[0], redirections=(sent,))
        for sent in (*coop.codes(Vocabulary.REDIRECTION), NOBODY)
    ]
    found += [replace(found[0], themes=(one,)) for one in coop.codes(Vocabulary.THEME)]
    found += [
        replace(found[0], administrative_themes=(one,))
        for one in coop.codes(Vocabulary.ADMINISTRATIVE_THEME)
    ]
    found += [
        replace(found[0], activity="collectif", people=(Someone(gender="feminin"),) * 7, level=one)
        for one in coop.codes(Vocabulary.LEVEL)
    ]
    return [tidied(one) for one in found]


def test_a_file_has_the_columns_of_la_coop_and_ours_only_when_asked():
    plain = sheet_of([], Places(ANYONE))
    more = sheet_of([], Places(ANYONE), with_ours=True)
    assert plain.columns[:4] == ("Date", "Enregistré le", "Dernière modification le", "Type")
    assert plain.columns[-1] == "ID CRA"
    assert "Nom du médiateur" not in plain.columns
    assert more.columns == (*plain.columns, *OURS)


def test_acts_without_anybody_are_counted_apart(communes):
    meeting = tidied(
        Draft(
            held_on=TODAY,
            forme_mediation="accompagnement",
            monde="collectif",
            activity="evenement",
            minutes=60,
        )
    )
    sheet = sheet_of([card(meeting)], Places(ANYONE))
    assert (sheet.rows, sheet.left_out) == ((), 1)


def test_nothing_typed_freely_leaves(communes):
    secret = "Madame Untel a la grippe"
    draft = next(one for one in every_value())
    sheet = sheet_of([card(replace(draft, note=secret))], Places(ANYONE), with_ours=True)
    assert secret not in sheets.as_csv(sheet).decode()
    assert "Aline" not in sheets.as_csv(sheet).decode()
