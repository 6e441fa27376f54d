"""What nobody could answer: counted, masked for everybody, the same wherever it is read."""

from datetime import date

import pytest

from entrelieux.accounts.models import Network
from entrelieux.engine.handover.masking import exposed
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.passerelles.board.cards import NOT_KEPT, WITHHELD, Asked
from entrelieux.passerelles.board.counting import NO_NETWORK, beside, unmet_layout
from entrelieux.passerelles.board.layout import TOTAL, cell, counted, shown
from entrelieux.passerelles.board.periods import Quarter, published
from entrelieux.passerelles.board.reading import board_for
from entrelieux.passerelles.board.zones import departement
from entrelieux.passerelles.models import UnmetNeed
from tests.passerelles.boarding import (
    DIGITAL,
    IDEA,
    MARVEJOLS,
    MENDE,
    SUMMER,
    VILLAGE,
    bridge,
    page,
    tables_of,
    unmet,
)
from tests.signing import mandated, network_with, operator

LOZERE = "departement-48"


@pytest.fixture(autouse=True)
def _late_november(time_machine, communes):
    time_machine.move_to("2026-11-23 10:00+01:00", tick=False)


def figure(slug, line="", column="total", **asked):
    table = board_for(ANYONE, Asked(**{"territoire": LOZERE, **asked})).table(slug)
    rank = [one.code for one in table.columns].index(column)
    return next(one for one in table.lines if one.code == line).figures[rank]


def test_five_needs_are_told_and_four_are_not():
    unmet(5)
    unmet(4, need="apprendre-numerique", reason="horaires")
    assert figure("besoins-et-raisons").value == 9
    assert figure("besoins-et-raisons", "mon-projet").value == 5
    assert figure("besoins-et-raisons", "le-numerique").missing == WITHHELD


def test_enough_of_each_is_told():
    unmet(8)
    unmet(7, need=DIGITAL, reason="horaires")
    unmet(6, need="garder-ses-droits", reason="langue")
    assert figure("besoins-et-raisons").value == 21


def test_a_network_may_ask_for_a_higher_threshold():
    unmet(9)
    assert figure("besoins-et-raisons").value == 9
    network_with(zone="departement", zone_code="48", small_count=10)
    assert figure("besoins-et-raisons").missing == WITHHELD


def test_a_threshold_too_low_to_protect_anybody_is_raised():
    network_with(zone="departement", zone_code="48", small_count=0)
    unmet(2)
    assert figure("besoins-et-raisons").missing == WITHHELD


def test_a_village_has_no_line():
    unmet(30, commune=VILLAGE)
    unmet(12, commune=MENDE)
    unmet(9, commune=MARVEJOLS)
    place = departement("48")
    assert MENDE in place.shown_communes
    assert VILLAGE not in place.shown_communes
    board = board_for(ANYONE, Asked(territoire=f"epci-{place.zone_of[VILLAGE]}"))
    assert VILLAGE not in {line.code for table in board.tables[:-1] for line in table.lines}


def test_a_running_quarter_is_not_told_nor_one_that_has_just_ended(time_machine):
    unmet(20, month=date(2026, 10, 1))
    unmet(6)
    assert published(date(2026, 11, 23), fiction=False)[-1] == Quarter(2026, 3)
    assert figure("besoins-et-raisons").value == 6
    time_machine.move_to("2026-10-30 10:00+01:00", tick=False)
    assert published(date(2026, 10, 29), fiction=False)[-1] == Quarter(2026, 2)
    assert published(date(2026, 10, 30), fiction=False)[-1] == Quarter(2026, 3)


def test_several_quarters_add_up_only_what_each_one_tells():
    unmet(7, month=date(2026, 5, 1))
    unmet(3, month=SUMMER)
    both = figure("besoins-et-raisons", du="2026-T2", au="2026-T3")
    assert (both.value, both.at_least, both.missing) == (None, 7, WITHHELD)
    assert "au moins 7" in page(f"?territoire={LOZERE}&du=2026-T2&au=2026-T3").content.decode()


def test_a_region_adds_up_only_what_its_departements_tell():
    unmet(7)
    unmet(4, commune="12145")
    assert figure("besoins-et-raisons", territoire="region-76").at_least == 7
    unmet(2, commune="12145")
    assert figure("besoins-et-raisons", territoire="region-76").value == 13
    assert figure("lieux", "12", territoire="region-76").value == 6


def test_fiction_and_real_needs_are_never_counted_together():
    unmet(7)
    unmet(50, is_fiction=True)
    assert figure("besoins-et-raisons").value == 7
    assert "inventés" not in page().content.decode()


def test_everybody_sees_the_same_figures():
    unmet(7)
    unmet(3, need=DIGITAL)
    row = network_with("structure", zone="departement", zone_code="48")
    people = (
        mandated(Role.AGENT, organisation="structure"),
        mandated(Role.ANIMATOR, network=row, zone="departement", zone_code="48"),
        operator(),
    )
    seen = tables_of(page())
    assert seen
    assert all(tables_of(page(client=one.client)) == seen for one in people)


def test_nothing_is_worked_out_of_a_whole_quarter():
    """The attacker knows every sum of the system: margins, places, months, networks."""
    place, refs = departement("48"), ("un", "deux", NO_NETWORK)
    zones = [zone.code for zone in place.zones][:4]
    needs = [("mon-projet", IDEA), ("le-numerique", DIGITAL), ("mes-droits", "garder-ses-droits")]
    records = [
        {
            "famille": needs[n % 3][0],
            "besoin": needs[n % 3][1],
            "motif": ("trop_loin", "horaires", "hors_offre", "langue")[n * n % 4],
            "zone": zones[n * 7 % 11 % 4],
            "commune": "autres",
            "mois": ("2026-07", "2026-08", "2026-09")[n * 5 % 7 % 3],
            "reseau": refs[n % 5 % 3],
        }
        for n in range(61)
    ]
    layout = unmet_layout(place, ("2026-07", "2026-08", "2026-09"), refs, beside(records))
    values = counted(layout, records)
    told = shown(layout, records, 5)
    hidden = [told[one] is None for one in layout.cells]
    assert any(hidden)
    assert not all(hidden)
    assert exposed(values, layout.sums, hidden, threshold=5) == ()
    assert told[TOTAL] == 61
    assert all(told[one] is None for one, n in zip(layout.cells, values, strict=True) if n < 5)


def test_lines_and_columns_do_not_depend_on_what_was_counted():
    unmet(6)
    before = board_for(ANYONE, Asked(territoire=LOZERE))
    unmet(40, need=DIGITAL, commune=MARVEJOLS, reason="langue")
    after = board_for(ANYONE, Asked(territoire=LOZERE))
    for one, other in zip(before.tables, after.tables, strict=True):
        assert one.columns == other.columns
        assert [line.code for line in one.lines] == [line.code for line in other.lines]


def test_a_need_and_a_commune_of_before_are_counted_with_the_others():
    unmet(6, need="besoin-d-autrefois", commune="48999")
    unmet(2, commune=MENDE)
    unmet(2, commune=MARVEJOLS)
    assert figure("besoins-et-raisons").value == 10
    assert figure("lieux", "autres").value == 6


def test_a_need_of_each_network_is_told_apart():
    here = network_with(ref="ici", zone="departement", zone_code="48")
    network_with(ref="la-bas", zone="departement", zone_code="48")
    unmet(8, network=here)
    unmet(9)
    unmet(5, network=Network.objects.get(ref="la-bas"))
    assert figure("reseaux", "ici").value == 8
    assert figure("reseaux", NO_NETWORK).value == 9


def test_hand_overs_are_counted_by_state_and_age_at_the_end_of_the_quarter():
    for _ in range(6):
        bridge(date(2026, 9, 25), (date(2026, 9, 25), "envoi", "envoyee"))
        bridge(
            date(2026, 7, 10),
            (date(2026, 7, 10), "envoi", "envoyee"),
            (date(2026, 7, 15), "acceptation", "acceptee"),
            (date(2026, 10, 9), "cloture", "close"),  # after the quarter
        )
        bridge(date(2026, 9, 2), mode="info_donnee")
    for day in (date(2026, 9, 10), date(2026, 6, 1)):
        bridge(day)
        bridge(day)
    assert figure("passerelles", "envoyee").value == 6
    assert figure("passerelles", "acceptee").value == 6
    assert figure("passerelles").value == 16


def proposed(times, *, accepted, met=None, ended=False):
    """Hand-overs of the first of August, followed until the thirtieth of October."""
    for _ in range(times):
        moves = [(SUMMER, "envoi", "envoyee")]
        moves += [(date(2026, 8, 3), "acceptation", "acceptee")] if accepted else []
        moves += [(date(2026, 8, 9), "refus", "declinee")] if ended else []
        bridge(SUMMER, *moves, met=met)


def test_delays_count_those_who_wait_and_those_it_ended_for():
    proposed(10, accepted=True, met=date(2026, 8, 11))
    proposed(10, accepted=True, met=date(2026, 8, 21))
    proposed(5, accepted=True, met=date(2026, 9, 15))
    proposed(5, accepted=True)
    proposed(5, accepted=True, ended=True)
    proposed(5, accepted=False)
    proposed(6, accepted=False, ended=True)
    said = {
        line: figure("delais", line, "valeur").value
        for line in ("proposees", "acceptees", "a_temps", "plus_tard", "attend", "finie")
    }
    assert list(said.values()) == [46, 35, 20, 5, 10, 11]
    assert figure("delais", "V03_acceptees", "valeur").value == 57  # 20 of 35
    assert figure("delais", "V03_proposees", "valeur").value == 43  # 20 of 46
    # Of 46: 10 at 10 days, 20 at 20 days, 25 at 45 days. Half is reached at 45.
    assert figure("delais", "V04", "valeur").value == 45


def test_the_share_without_an_answer_is_of_the_needs_of_follow_ups():
    for number in range(20):
        state, reason = ("sans_reponse", "trop_loin") if number < 5 else ("confie", "")
        bridge(date(2026, 8, 1), needs=((IDEA, state, reason),))
    assert figure("part-sans-reponse", "sans", "nombre").value == 5
    assert figure("part-sans-reponse", "sans", "part").value == 25


def test_figures_of_follow_ups_that_may_be_erased_are_not_told():
    unmet(6, month=date(2025, 5, 1))
    said = figure("delais", "proposees", "valeur", du="2025-T2", au="2025-T2")
    assert said.missing == NOT_KEPT
    assert figure("besoins-et-raisons", du="2025-T2", au="2025-T2").value == 6


def test_where_nobody_counts_the_page_says_so():
    response = page()
    assert response.status_code == 200
    assert "Rien n'est encore compté ici" in response.content.decode()
    Network.objects.create(ref="r", name="R", zone="departement", zone_code="48")
    assert LOZERE in page().content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?territoire=departement-99",
        "?du=2026-T4",
        "?du=2026-T3&au=2026-T2",
        "?famille=rien",
        "?minutes=31",
        "?territoire=" + "x" * 900,
        "?du=\x00",
    ],
)
def test_what_cannot_be_asked_is_said_and_its_file_is_absent(query):
    unmet(6)
    response = page(query)
    assert response.status_code == 422
    assert "note--error" in response.content.decode()
    assert page(f"mois.csv{query}").status_code == 404


def test_a_count_bears_no_link_to_anybody():
    names = {field.name for field in UnmetNeed._meta.get_fields()}
    assert not names & {"follow_up", "user", "person", "contact", "words", "created_at"}


def test_a_zone_cell_is_a_part_of_its_departement():
    layout = unmet_layout(departement("48"), ("2026-07",), (NO_NETWORK,))
    assert cell(zone=departement("48").zones[0].code, famille="mon-projet") in layout.cells
