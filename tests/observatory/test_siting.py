"""Where to open: the choice is the best of all tries, and a try takes from nobody what it gives."""

from itertools import combinations

import numpy as np
import pytest

from entrelieux.kernel.errors import UserError
from entrelieux.kernel.runs import ask_run, do_run
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from entrelieux.observatory.indicators.services import Told, import_indicator
from entrelieux.observatory.siting.asking import SitingParams
from entrelieux.observatory.siting.selectors import siting_study
from entrelieux.observatory.territory import territory
from entrelieux.territories.selectors import communes_table

pytestmark = pytest.mark.django_db
CEVENNES = "epci-200069136"
NEED = "besoin:creer-entreprise"


def study(**asked):
    return siting_study(ANYONE, SitingParams(**{"territoire": CEVENNES, "quoi": NEED} | asked))


def whole(found):
    return found.balance[0]


def inside(key=CEVENNES):
    table = communes_table()
    return [table.codes[rank] for rank in territory(key).communes.tolist()]


def reached(*codes, **asked):
    return whole(study(plus=",".join(codes), **asked)).reached_after


@pytest.mark.parametrize("minutes", ["10", "15"])
def test_no_try_reaches_more_people_than_the_choice(demo, minutes):
    best = study(minutes=minutes)
    assert best.proof.proved
    tried = {code: reached(code, minutes=minutes) for code in inside()}
    assert whole(best).reached_after == max(tried.values()) == best.proof.objective
    as_good = [code for code, people in tried.items() if people == max(tried.values())]
    equal = [one.codes for one in best.others if one.objective == best.proof.objective]
    assert {(best.opened[0].code,), *equal} <= {(code,) for code in as_good}
    assert best.opened[0].code == min(as_good)


def test_two_places_are_chosen_together_and_not_one_after_the_other(demo):
    best = study(combien="2", minutes="15")
    assert whole(best).reached_after == max(
        reached(*pair, minutes="15") for pair in combinations(inside(), 2)
    )


def test_trips_are_as_short_as_any_try_makes_them_once_nobody_more_can_be_reached(demo):
    best = whole(study(but="rapprocher"))
    tried = [whole(study(but="rapprocher", plus=code)) for code in inside()]
    most = max(one.reached_after for one in tried)
    assert best.reached_after == most
    assert best.mean_after == min(one.mean_after for one in tried if one.reached_after == most)


def test_nobody_is_left_with_as_few_places_as_can_be(demo):
    best = study(but="tous", minutes="15")
    assert whole(best).reached_after == whole(best).people > whole(best).reached_before
    for codes in combinations(inside(), len(best.opened) - 1):
        found = study(plus=",".join(codes), minutes="15")
        assert whole(found).reached_after < whole(best).people


def test_opening_takes_from_nobody_and_closing_gives_to_nobody(demo):
    drawn = np.random.default_rng(6)
    codes = inside("dep-48")
    refs = [one.ref for one in study(territoire="dep-48").existing]
    assert refs
    for _turn in range(6):
        some = drawn.choice(codes, 3, replace=False)
        opened = study(territoire="dep-48", plus=",".join(some))
        assert whole(opened).lose == 0
        assert all(one.gains for one in opened.effects)
        closed = study(territoire="dep-48", moins=",".join(drawn.choice(refs, 2, replace=False)))
        assert whole(closed).gain == 0
        assert all(one.loses for one in closed.effects)


def test_a_move_says_who_gains_and_who_loses_and_the_sums_are_those_of_everybody(demo):
    existing = max(study(territoire="dep-48").existing, key=lambda one: one.people)
    found = study(territoire="dep-48", plus="Langogne", moins=existing.ref)
    all_of_them, *classes = found.balance
    people = communes_table().population[territory("dep-48").communes].sum()
    assert all_of_them.people == people
    for name in ("people", "reached_before", "reached_after", "gain", "lose"):
        assert sum(getattr(one, name) for one in classes) == getattr(all_of_them, name)
    assert all_of_them.gain == sum(one.people for one in found.effects if one.gains)
    assert all_of_them.lose == sum(one.people for one in found.effects if one.loses)
    assert all_of_them.lose > 0
    opened = found.opened[0]
    assert opened.name == "Langogne"
    assert opened.newly + opened.nearer <= opened.people


def test_a_commune_is_named_as_people_do_and_must_be_of_the_territory(demo):
    by_name, by_code = (study(territoire="dep-48", plus=one) for one in ("langogne", "48080"))
    assert by_name.opened == by_code.opened
    assert by_name.asked.params.plus == "48080"
    for wrong in ("Marseille", "<script>", "Langogne,,,Nulle-Part"):
        with pytest.raises(UserError) as error:
            study(territoire="dep-48", plus=wrong)
        assert error.value.field == "plus"


def test_nothing_opens_where_it_may_not(demo):
    asked = {"territoire": "dep-48", "minutes": "15"}
    first = study(**asked).opened[0]
    other = study(**asked, sauf=first.name).opened
    assert other
    assert first.code not in [one.code for one in other]
    hosts = study(**asked, ou="lieux", combien="3").opened
    assert hosts
    assert all(one.hosts for one in hosts)


def test_at_a_half_day_only_places_surely_open_then_count_and_the_others_are_said(demo):
    asked = {"territoire": "dep-48"}
    any_time, tuesday = study(**asked), study(**asked, quand="mar-matin")
    sunday = study(**asked, quand="dim-soir")
    assert len(any_time.existing) > len(tuesday.existing) > len(sunday.existing)
    assert tuesday.unknown > 0
    counted = study(**asked, quand="mar-matin", horaires="tous")
    assert len(counted.existing) == len(tuesday.existing) + tuesday.unknown
    assert whole(counted).reached_before >= whole(tuesday).reached_before


def test_a_round_holds_in_its_half_day_and_serves_whom_its_stops_serve(demo):
    asked = {"territoire": "dep-48", "minutes": "20"}
    found = study(**asked, but="tournee", base="Mende", combien="2", quand="mar-matin")
    assert len(found.rounds) == 2
    for one in found.rounds:
        assert one.leaves == 8 * 60 + 30
        assert one.returns - one.leaves + one.spare == 240
        assert one.spare >= 0
        stood = sum(stop.departure - stop.arrival for stop in one.stops)
        assert stood == 60 * len(one.stops)
        assert one.driving + stood == one.returns - one.leaves
    stops = {stop.code for one in found.rounds for stop in one.stops}
    assert stops == {one.code for one in found.opened}
    same = study(**asked, plus=",".join(sorted(stops)), quand="mar-matin")
    assert whole(same).reached_after == whole(found).reached_after


def test_a_study_kept_says_what_the_page_says_and_twice_the_same(demo):
    asked = {"territoire": CEVENNES, "quoi": NEED, "quand": "mar-matin"}
    one, other = (do_run(ask_run(actor=OPERATOR, kind="ouvrir", asked=asked).ref) for _ in "ab")
    assert one.ref != other.ref
    assert (one.digest, one.figures) == (other.digest, other.figures)
    live = study(quand="mar-matin")
    assert [place["code"] for place in one.figures["ouverts"]] == [p.code for p in live.opened]
    assert one.figures["bilan"][0]["gagnent"] == whole(live).gain


def test_who_gains_is_said_by_fifths_of_an_indicator_that_was_brought(demo, tmp_path):
    codes = inside("dep-48")
    given = tmp_path / "communes.csv"
    rows = [f"{code},{rank}" for rank, code in enumerate(codes)]
    given.write_text("\n".join(["CODE_INSEE,TAUX", *rows]), encoding="utf-8")
    told = Told("Taux d'essai", "Essai", "Licence Ouverte 2.0", 2024, "%")
    card, _read = import_indicator(actor=OPERATOR, path=given, column="TAUX", told=told)
    found = study(territoire="dep-48", minutes="15", indicateur=card.code)
    assert len(found.fifths) == 5
    for name in ("people", "gain", "reached_after"):
        assert sum(getattr(one, name) for one in found.fifths) == getattr(whole(found), name)
    assert found.fifths[0].label.startswith("0–")
    # A fifth of a small territory would tell the value of one commune: none is shown.
    assert study(minutes="15", indicateur=card.code).fifths == ()
    with pytest.raises(UserError) as error:
        study(indicateur="autre")
    assert error.value.field == "indicateur"
