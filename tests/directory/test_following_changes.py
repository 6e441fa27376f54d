"""Following what changes: nobody misses a place, nobody turns in circles."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.directory import stating
from entrelieux.directory.agenda.services import Slot, add_date, cancel_date
from entrelieux.directory.agenda.services import take_back as take_date_back
from entrelieux.directory.doubles import services as doubles
from entrelieux.directory.following_changes import (
    CursorError,
    changes_after,
    cursor_from,
    cursor_now,
)
from entrelieux.directory.functions.services import Nature, say
from entrelieux.directory.models import Place, PlaceStatement
from entrelieux.kernel.viewer import ANYONE, OPERATOR, Role
from tests.directory import doubles_world as two
from tests.directory import test_agenda as week
from tests.directory import test_confirming_history as lists
from tests.directory import test_functions_published as life
from tests.directory.factories import REAL, organisation, permanence, place, publish, service
from tests.signing import mandated

pytestmark = pytest.mark.django_db
NAMES = tuple(f"Lieu {n}" for n in range(6))


def walk(cursor="", size=2):
    """Everything from a cursor on, and where that leaves the walker."""
    seen = []
    for _page in range(100):
        found, cursor = changes_after(ANYONE, cursor, limit=size)
        seen += found
        if len(found) < size:
            return seen, cursor
    raise AssertionError("the walk does not end")


def names(seen):
    known = dict(Place.objects.values_list("ref", "name"))
    return sorted(known[one.ref] for one in seen)


def changed(do, *args, **values):
    """Names of the places that something changes."""
    cursor = cursor_now()
    do(*args, **values)
    return names(walk(cursor)[0])


def tell(ref, **said):
    stating.state(actor=OPERATOR, place_ref=ref, said=said, manner=PlaceStatement.Manner.HOLDER)


def close(ref, on=date(2026, 11, 1)):
    manner = PlaceStatement.Manner.HOLDER
    stating.close(actor=OPERATOR, place_ref=ref, on=on, manner=manner)


def test_what_is_published_is_seen_once_as_created_and_then_no_more():
    publish(*map(place, NAMES))
    seen, cursor = walk()
    assert [one.kind for one in seen] == ["created"] * len(NAMES)
    assert names(seen) == list(NAMES)
    assert {(one.code_insee, one.departement) for one in seen} == {("48080", "48")}
    assert cursor == cursor_now()
    assert walk(cursor) == ([], cursor)


def test_of_a_whole_file_only_the_rows_that_differ_have_changed():
    homes = [place(name) for name in NAMES]
    publish(*homes)
    assert changed(publish, *homes) == []
    mended = replace(homes[2], telephone="04 66 00 00 00")
    assert changed(publish, *homes[:2], mended, *homes[3:]) == ["Lieu 2"]


def test_a_new_place_is_created_for_whoever_never_saw_it_and_changed_for_others():
    home, neighbour = place("Maison"), place("Neuve")
    publish(home)
    first = cursor_now()
    publish(neighbour, replace(home, horaires="Mo 09:00-12:00"))
    second = cursor_now()
    publish(replace(neighbour, horaires="Tu 09:00-12:00"))
    assert {one.ref: one.kind for one in walk(first)[0]} == {
        home.ref: "changed",
        neighbour.ref: "created",
    }
    assert [(one.ref, one.kind) for one in walk(second)[0]] == [(neighbour.ref, "changed")]


class TestWhatIsOfferedThereIsOnItsSheet:
    """Each row that a sheet shows changes it; those of other sheets do not."""

    @pytest.fixture
    def offer(self):
        home, host = place("Maison"), place("Hôte")
        helper = organisation("Aidants")
        own = service("Aide", helper, home)
        comes = permanence(own, host, "Tu 14:00-16:00")
        others = organisation("Autres")
        alone = place("Seul")
        publish(home, host, helper, own, comes, others, alone, service("À part", others, alone))
        return home, host, helper, own, comes

    def test_a_service_is_shown_at_home_and_where_it_comes(self, offer):
        *_, own, comes = offer
        told = replace(own, presentation="Sur rendez-vous")
        assert changed(publish, told, comes) == ["Hôte", "Maison"]

    def test_a_service_that_moves_leaves_one_place_and_comes_to_another(self, offer):
        _home, host, _helper, own, _comes = offer
        publish(own)
        assert changed(publish, replace(own, place_ref=host.ref)) == ["Hôte", "Maison"]

    def test_an_organisation_is_named_wherever_it_is(self, offer):
        assert changed(publish, replace(offer[2], name="Les aidants")) == ["Hôte", "Maison"]

    def test_a_permanence_that_goes_changes_where_it_came(self, offer):
        assert changed(publish, offer[3]) == ["Hôte"]

    def test_a_source_is_named_on_all_but_its_later_date_changes_none(self, offer):
        later = replace(REAL, published_on=date(2026, 11, 1))
        assert changed(publish, offer[0], sources=(later,)) == []
        freed = replace(later, licence="ODbL 1.0")
        assert changed(publish, offer[0], sources=(freed,)) == ["Hôte", "Maison", "Seul"]


def test_what_a_place_allows_is_on_its_sheet(communes):
    life.given(life.MAKING)
    assert changed(life.given, life.MAKING) == []
    assert changed(life.given, replace(life.MAKING, hours_week=3)) == ["Le Lab"]
    assert changed(life.given) == ["Le Lab"]
    values = {"words": "Pas de vente", "said_on": date(2026, 1, 1)}
    given = {"place_ref": life.LAB.ref, "nature": Nature.LIMIT, "values": values}
    assert changed(say, actor=life.HOLDER, **given) == ["Le Lab"]


def test_what_is_said_of_a_place_here_changes_it_and_what_its_producer_repeats_does_not():
    home = place("Maison", telephone="0466000000")
    publish(home, place("Autre"))
    assert changed(tell, home.ref, telephone="0466111111") == ["Maison"]
    assert changed(publish, home) == []


def test_what_leaves_its_list_is_withdrawn_and_what_comes_back_has_changed(communes):
    others = [place(f"Maison {number}") for number in range(9)]
    lists.vintage(2022, lists.MAIRIE, *others)
    cursor = cursor_now()
    lists.vintage(2023, *others)
    (seen,) = [one for one in walk(cursor)[0] if one.ref == lists.MAIRIE.ref]
    assert (seen.kind, seen.replaced_by) == ("withdrawn", "")
    cursor = cursor_now()
    lists.vintage(2024, lists.MAIRIE, *others)
    assert {one.kind for one in walk(cursor)[0] if one.ref == lists.MAIRIE.ref} == {"changed"}


def test_dates_change_where_they_were_and_where_they_go(communes):
    with time_machine.travel(week.NOW, tick=False):
        week.weekly("Tu 09:00-12:00")
        agent = mandated(Role.AGENT, organisation=week.FIRM.ref).viewer
        what = {"actor": agent, "service_ref": week.ADVICE.ref}
        day = date(2026, 11, 24)
        cancelled = {**what, "place_ref": week.HALL.ref, "day": day, "reason": "Formation"}
        assert changed(cancel_date, **cancelled) == [week.HALL.name]
        added = {**what, "place_ref": week.SCHOOL.ref, "slot": Slot(day, 56, 64), "reason": "Plus"}
        assert changed(add_date, **added) == [week.SCHOOL.name]
        ref = add_date(**{**added, "slot": Slot(day, 40, 44)})
        assert changed(take_date_back, actor=agent, ref=ref) == [week.SCHOOL.name]


def test_a_sheet_shown_on_another_is_withdrawn_for_it_until_they_are_parted(communes):
    two.put()
    cursor = cursor_now()
    pair = {"kept_ref": two.HALL.ref, "other_ref": two.SAME_HALL.ref}
    verdict = doubles.say_same(actor=OPERATOR, **pair).ref
    seen, cursor = walk(cursor)
    assert {(one.ref, one.kind, one.replaced_by) for one in seen} == {
        (two.HALL.ref, "changed", ""),
        (two.SAME_HALL.ref, "withdrawn", two.HALL.ref),
    }
    tell(two.SAME_HALL.ref, presentation="Dite sur l'autre fiche")
    assert {one.ref for one in walk(cursor)[0]} == {two.HALL.ref, two.SAME_HALL.ref}
    cursor = cursor_now()
    doubles.take_back(actor=OPERATOR, ref=verdict)
    assert {one.ref: one.kind for one in walk(cursor)[0]} == {
        two.HALL.ref: "changed",
        two.SAME_HALL.ref: "changed",
    }


STEPS = st.lists(
    st.tuples(st.sampled_from(("file", "said", "closed", "read")), st.integers(0, 5)), max_size=14
)


@given(STEPS, st.integers(1, 4))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_whoever_reads_while_rows_change_sees_the_last_change_of_each(steps, size):
    with transaction.atomic():
        publish(*map(place, NAMES))
        copy, cursor, last = {}, "", None

        def read():
            nonlocal cursor, last
            found, cursor = changes_after(ANYONE, cursor, limit=size)
            for one in found:
                assert last is None or (one.at, one.ref) > last
                last = (one.at, one.ref)
                copy[one.ref] = (one.at, one.kind == "withdrawn")
            return len(found)

        for number, (step, n) in enumerate(steps):
            home = place(NAMES[n])
            if step == "file":
                publish(replace(home, horaires_original=f"v{number}"))
            elif step == "said":
                tell(home.ref, presentation=f"v{number}")
            elif step == "closed":
                close(home.ref)
            else:
                read()
        while read() == size:
            pass
        there = Place.objects.values_list("ref", "changed_at", "withdrawn_on")
        assert copy == {ref: (at, day is not None) for ref, at, day in there}
        transaction.set_rollback(True)


def test_a_clock_set_back_hides_no_change():
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        publish(place("Avant"))
        cursor = cursor_now()
    with time_machine.travel(datetime(2026, 11, 23, 11, tzinfo=UTC), tick=False):
        publish(place("Après"))
    assert names(walk(cursor)[0]) == ["Après"]


def test_a_moment_is_chosen_once_the_journal_lets_nobody_else_through():
    """Else a writer who chose first and ended last would put a change behind a cursor."""
    home = place("Maison")
    publish(home)
    with CaptureQueriesContext(connection) as queries:
        publish(replace(home, telephone="0466000000"))
    said = [one["sql"] for one in queries]
    journal = _rank(said, 'INSERT INTO "kernel_journalentry"')
    assert journal < _rank(said, 'INSERT INTO "directory_publication"')
    assert journal < _rank(said, 'UPDATE "directory_place" SET "changed_at"')
    if connection.features.has_select_for_update:
        assert _rank(said, "FOR NO KEY UPDATE") < _rank(said, "pg_advisory_xact_lock") < journal


def _rank(statements, beginning):
    (found,) = [rank for rank, sql in enumerate(statements) if beginning in sql]
    return found


def test_one_may_begin_at_a_moment():
    moments = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3)]
    for name, moment in zip(NAMES, moments, strict=False):
        with time_machine.travel(moment, tick=False):
            publish(place(name))
    for rank, moment in enumerate(moments):
        assert names(walk(cursor_from(moment))[0]) == list(NAMES[rank:3])
    assert names(walk(cursor_from(moments[1] + timedelta(microseconds=1)))[0]) == ["Lieu 2"]
    assert len(walk(cursor_from(datetime.min.replace(tzinfo=UTC)))[0]) == 3
    assert walk(cursor_from(datetime.max.replace(tzinfo=UTC)))[0] == []


def test_nothing_published_is_an_empty_walk_that_misses_nothing_later():
    assert walk() == ([], "")
    assert cursor_now() == ""
    publish(place("Maison"))
    assert names(walk("")[0]) == ["Maison"]


@given(st.text(max_size=60))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_a_cursor_that_was_not_given_is_refused_and_says_what_was_expected(cursor):
    if cursor:
        with pytest.raises(CursorError, match="suivant"):
            changes_after(ANYONE, cursor, limit=1)


def test_a_cursor_cut_or_changed_on_the_way_is_refused():
    publish(place("Maison"))
    given_one = cursor_now()
    for rank in range(len(given_one)):
        other = "A" if given_one[rank] != "A" else "B"
        for broken in (given_one[:rank], given_one[:rank] + other + given_one[rank + 1 :]):
            if broken:
                with pytest.raises(CursorError):
                    changes_after(ANYONE, broken, limit=1)
