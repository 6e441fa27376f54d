"""Coverage says what a search would find, and a story that is invented stays apart."""

from datetime import timedelta

import numpy as np
import pytest
from django.core import mail
from django.utils import timezone

from entrelieux.accounts.models import Network
from entrelieux.directory.catalogue import current_catalogue
from entrelieux.directory.reaching import origin_of, reach_model
from entrelieux.engine.orientation.front import candidates_of
from entrelieux.engine.reach import Mode
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.passerelles.board import layout as board_layout
from entrelieux.passerelles.board.cards import Asked
from entrelieux.passerelles.board.coverage import AT_A_DISTANCE, CLOSE, NOBODY, coverage_of
from entrelieux.passerelles.board.periods import Quarter
from entrelieux.passerelles.board.reading import board_for
from entrelieux.passerelles.board.tasks import get_ready
from entrelieux.passerelles.board.zones import departement
from entrelieux.passerelles.demo import tell_story
from entrelieux.passerelles.models import FollowUp, Passerelle, UnmetNeed
from entrelieux.reception.adapters import asked_of
from entrelieux.reception.situation import SituationParams
from tests.factories import TODAY, demo  # noqa: F401  fixture
from tests.passerelles.boarding import unmet

NEEDS = ("creer-entreprise", "apprendre-numerique", "trouver-financement", "garder-ses-droits")


def searched(commune, need, most):
    """By the engine of plans: minutes one way to the nearest who answers exactly or closely."""
    asked = asked_of(SituationParams(commune=commune.code, besoins=(need.code,)), commune)
    catalogue = current_catalogue(TODAY)
    sites, minutes = reach_model().reachable(
        origin_of(commune), catalogue.targets, Mode.VOITURE, most
    )
    world = candidates_of(catalogue.index, asked, sites, minutes, distinct=False)
    good = (catalogue.index.profiles[:, need.rank] <= CLOSE)[catalogue.index.profile]
    found = []
    for site in range(len(world.minutes)):
        for row in range(world.start[site], world.start[site + 1]):
            person = world.person[row]
            offers = range(
                catalogue.index.offer_start[person], catalogue.index.offer_start[person + 1]
            )
            if any(good[offer] for offer in offers):
                remote = person >= catalogue.index.site_start[-1]
                found.append(AT_A_DISTANCE if remote else int(world.minutes[site]) // 2)
    near = [one for one in found if one >= 0]
    return min(near) if near else (AT_A_DISTANCE if found else NOBODY)


@pytest.mark.parametrize("code", NEEDS)
def test_coverage_is_what_a_search_from_each_commune_finds(demo, code):  # noqa: F811
    need = needs_pack.needs_by_code()[code]
    covered = coverage_of(departement("48"), 20, TODAY)
    for row in range(0, len(covered.communes), 9):
        commune = covered.communes[row]
        assert covered.minutes[row, need.rank] == searched(commune, need, 20), commune.name


def test_longer_trips_never_make_a_hole(demo):  # noqa: F811
    place = departement("48")
    near, far = (coverage_of(place, most, TODAY).minutes for most in (15, 60))
    assert ((far >= 0) | (near < 0)).all()
    assert (far[near >= 0] == near[near >= 0]).all()
    assert (far < 0).sum() < (near < 0).sum()


def test_a_departement_counts_its_communes_and_an_epci_names_them(demo, communes):  # noqa: F811
    tell_story(actor=OPERATOR, today=timezone.localdate())
    board = board_for(ANYONE, Asked(territoire="departement-48"))
    table = board.table("couverture")
    total = table.lines[-1]
    assert total.figures[-1].value == len(departement("48").communes)
    column = [sum(line.figures[0].value for line in table.lines[:-1])]
    assert column == [total.figures[0].value]
    zone = departement("48").zones[0]
    named = board_for(ANYONE, Asked(territoire=f"epci-{zone.code}")).table("couverture")
    inside = [card.name for card in departement("48").communes if card.epci_code == zone.code]
    assert sorted(line.label for line in named.lines) == sorted(inside)


def test_the_story_is_told_once_and_nobody_is_in_it(demo):  # noqa: F811
    today = timezone.localdate()
    added = tell_story(actor=OPERATOR, today=today)
    counts = UnmetNeed.objects.count(), FollowUp.objects.count(), Passerelle.objects.count()
    assert added == counts[0] > 200
    assert tell_story(actor=OPERATOR, today=today) == 0
    assert counts == (
        UnmetNeed.objects.count(),
        FollowUp.objects.count(),
        Passerelle.objects.count(),
    )
    assert not FollowUp.objects.exclude(name="", contact="", words="", link_digest="").exists()
    for model in (UnmetNeed, FollowUp, Passerelle):
        assert not model.objects.filter(is_fiction=False).exists()
    assert not Passerelle.objects.exclude(to_contact="", network=None).exists()
    assert not Message.objects.exists()
    assert mail.outbox == []


def test_the_story_goes_on_with_the_weeks(demo):  # noqa: F811
    today = timezone.localdate()
    tell_story(actor=OPERATOR, today=today)
    assert tell_story(actor=OPERATOR, today=today + timedelta(days=8)) > 0


def test_the_demonstration_has_a_board_that_is_not_empty(demo):  # noqa: F811
    Network.objects.create(
        ref="fiction", name="Fiction", zone="departement", zone_code="48", is_fiction=True
    )
    tell_story(actor=OPERATOR, today=timezone.localdate())
    board = board_for(ANYONE, Asked())
    assert board.is_fiction
    told = [one.value for table in board.tables for line in table.lines for one in line.figures]
    assert np.mean([value is not None for value in told]) > 0.2


def test_a_need_said_in_the_demonstration_is_seen_at_once(demo):  # noqa: F811
    today = timezone.localdate()
    unmet(20, month=today.replace(day=1), is_fiction=True)
    asked = Asked(du=Quarter.of(today).code, au=Quarter.of(today).code)

    def total():
        return board_for(ANYONE, asked).table("besoins-et-raisons").lines[-1].figures[-1].value

    assert total() == 20
    unmet(1, month=today.replace(day=1), is_fiction=True)
    assert total() == 21


def test_what_is_hidden_is_worked_out_once_and_found_again(
    communes, settings, tmp_path, monkeypatch, time_machine
):
    time_machine.move_to("2026-11-23 10:00+01:00", tick=False)
    settings.VAR_DIR, settings.KEEP_INDEX_ON_DISK = tmp_path, True
    board_layout._kept.cache_clear()
    unmet(23)
    assert get_ready(timezone.now(), quarters=1) == 1
    kept = sorted((tmp_path / "board").glob("*.npy"))
    assert kept
    board_layout._kept.cache_clear()
    monkeypatch.setattr(board_layout, "mask", None)  # whoever works it out again fails
    before = board_for(ANYONE, Asked(territoire="departement-48"))
    assert before.table("besoins-et-raisons").lines[-1].figures[-1].value == 23
    assert sorted((tmp_path / "board").glob("*.npy")) == kept


def test_a_damaged_file_is_worked_out_again(communes, settings, tmp_path, time_machine):
    time_machine.move_to("2026-11-23 10:00+01:00", tick=False)
    settings.VAR_DIR, settings.KEEP_INDEX_ON_DISK = tmp_path, True
    board_layout._kept.cache_clear()
    unmet(17)
    get_ready(timezone.now(), quarters=1)
    for file in (tmp_path / "board").glob("*.npy"):
        file.write_bytes(b"torn")
    board_layout._kept.cache_clear()
    found = board_for(ANYONE, Asked(territoire="departement-48"))
    assert found.table("besoins-et-raisons").lines[-1].figures[-1].value == 17
