"""Between two vintages: what opened, closed, moved, took another name; on real files too."""

import csv
import math
import unicodedata
from datetime import date

import pytest

from entrelieux.directory import services
from entrelieux.directory.confirming.movements import MovementsError, _between, movements
from entrelieux.directory.drafts import (
    CensusDraft,
    OfferDraft,
    PlaceDraft,
    RecordDraft,
    SourceDraft,
)
from entrelieux.interchange.services import import_file
from entrelieux.kernel.viewer import ANYONE, OPERATOR

pytestmark = pytest.mark.django_db
FAMILY = "france-services"
FILES = tuple(f"data/places/france-services-{day}.csv" for day in ("2022-12-01", "2024-08-01"))


@pytest.fixture(autouse=True)
def nothing_kept():
    """Publications are numbered anew in each test."""
    _between.cache_clear()


def row(key, name="Maison", adresse="1 rue Haute", lon="3.85", lat="44.73", **more):
    said = {"id_fs": key, "lib_fs": name, "adresse": adresse, "insee_com": "48080"}
    said |= {"lib_com": "Langogne", "insee_dep": "48", "longitude": lon, "latitude": lat}
    return said | more


def vintage(year, *rows):
    source = SourceDraft(f"{FAMILY}-{year}-01-01", f"Liste {year}", published_on=date(year, 1, 1))
    services.publish_offer(
        actor=OPERATOR,
        offer=OfferDraft(
            (source,),
            tuple(RecordDraft(source.slug, one["id_fs"], one) for one in rows),
            places=tuple(
                PlaceDraft(
                    f"lieu-{one['id_fs']}", one["lib_fs"], source.slug, record_keys=(one["id_fs"],)
                )
                for one in rows
            ),
            census=(CensusDraft(FAMILY, source.slug),),
        ),
        cause="essai",
        today=date(2026, 11, 23),
    )


def lines(found):
    return [(one.kind, one.key, one.distance_m, one.ref) for one in found.lines]


def test_what_opened_closed_moved_and_took_another_name():
    stays = [row(str(number)) for number in range(10, 20)]
    vintage(2022, row("1"), row("2"), row("3"), row("4"), *stays)
    moved = row("2", adresse="9 rue Basse", lat="44.74")
    renamed, next_door = row("3", name="Maison du Haut"), row("4", adresse="Face")
    vintage(2023, moved, renamed, next_door, row("5"), *stays)
    found = movements(ANYONE, FAMILY)
    assert lines(found) == [
        ("ferme", "1", None, "lieu-1"),
        ("deplace", "2", 1112, "lieu-2"),
        ("renomme", "3", None, "lieu-3"),
        ("ouvert", "5", None, "lieu-5"),
    ]
    assert (found.in_both, found.unplaced) == (13, 0)
    assert found.by_departement() == (
        ("48", {"ferme": 1, "deplace": 1, "renomme": 1, "ouvert": 1}),
    )


def test_the_order_of_imports_changes_nothing():
    stays = [row(str(number)) for number in range(10, 20)]
    vintage(2023, row("2"), *stays)
    vintage(2022, row("1"), *stays)
    assert [one[:2] for one in lines(movements(ANYONE, FAMILY))] == [
        ("ferme", "1"),
        ("ouvert", "2"),
    ]


def test_a_point_without_another_address_is_no_move_and_an_unknown_distance_is_said():
    vintage(2022, row("1"), row("2"), row("3"))
    vintage(2023, row("1", lat="44.9"), row("2", adresse="Ailleurs", lat=""), row("3"))
    found = movements(ANYONE, FAMILY)
    assert (lines(found), found.unplaced) == ([], 1)


def test_a_bus_is_counted_apart():
    vintage(2022, row("1", itinerance="Oui"), row("2"), row("3"))
    vintage(2023, row("1", adresse="Ailleurs", lat="44.9"), row("2"), row("3"))
    found = movements(ANYONE, FAMILY)
    assert (found.counts["deplace"], found.moving["deplace"]) == (0, 1)


def test_a_partial_list_says_nothing_closed():
    vintage(2022, *(row(str(number)) for number in range(10)))
    vintage(2023, row("1"), row("50"))
    found = movements(ANYONE, FAMILY)
    assert found.is_partial
    assert {one.kind for one in found.lines} == {"ouvert"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (("autre",), "famille"),
        ((FAMILY, "2022-01-01", "demain"), "a"),
        ((FAMILY, "\x00"), "de"),
    ],
)
def test_what_is_not_known_is_said(asked, field):
    vintage(2022, row("1"))
    vintage(2023, row("1"))
    with pytest.raises(MovementsError) as refused:
        movements(ANYONE, *asked)
    assert refused.value.field == field


def test_one_vintage_is_not_enough(client, communes):
    vintage(2022, row("1"))
    page = client.get("/lieux/mouvements/")
    assert page.status_code == 422
    assert "Importez les deux fichiers" in page.content.decode()


def test_the_page_links_to_sheets_and_its_csv_arms_no_spreadsheet(client, communes):
    vintage(2022, row("1"), row("2"), row("3"))
    vintage(2023, row("1", name="=HYPERLINK(1)"), row("2"), row("3"))
    page = client.get("/lieux/mouvements/").content.decode()
    assert 'href="/lieux/lieu-1/"' in page
    assert "renommé" in page
    only = client.get("/lieux/mouvements/?departement=43&quoi=ouvert").content.decode()
    assert 'href="/lieux/lieu-1/"' not in only
    sent = client.get("/lieux/mouvements/?format=csv&quoi=renomme")
    table = list(csv.DictReader(b"".join(sent.streaming_content).decode().splitlines()))
    assert [(one["mouvement"], one["nom"]) for one in table] == [("renomme", "'=HYPERLINK(1)")]


SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def plain(text):
    """Letters and figures in lower case, without accents, by other means than the site's."""
    spelt = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    bare = "".join(x for x in spelt if not unicodedata.combining(x))
    words = "".join(x if x.isalnum() else " " for x in bare).split()
    return [SAINTS.get(word, word) for word in words]


def metres(one, other):
    try:
        a, b = ((float(x["latitude"]), float(x["longitude"])) for x in (one, other))
    except ValueError:
        return None
    north = (b[0] - a[0]) * 111_195
    east = (b[1] - a[1]) * 111_195 * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(north, east)


def goes_about(one):
    shape = one.get("format_fs", "").lower()
    return one.get("itinerance") == "Oui" or shape in {"itinérante", "bus_équivalent", "multisites"}


@pytest.fixture
def both(shared, communes):
    read = []
    for name in FILES:
        import_file(actor=OPERATOR, path=shared / name, today=date(2026, 11, 23))
        with (shared / name).open(encoding="utf-8-sig") as file:
            read.append({one["id_fs"]: one for one in csv.DictReader(file)})
    return read


def test_the_real_vintages_agree_with_a_count_by_hand(both):
    old, new = both
    found = movements(ANYONE, FAMILY)
    kept = old.keys() & new.keys()
    assert (found.before.rows, found.after.rows) == (len(old), len(new))
    assert found.in_both == len(kept)
    by_kind = {kind: found.counts[kind] + found.moving[kind] for kind in found.counts}
    assert by_kind["ouvert"] == len(new.keys() - old.keys())
    assert by_kind["ferme"] == len(old.keys() - new.keys())
    renamed = {key for key in kept if plain(old[key]["lib_fs"]) != plain(new[key]["lib_fs"])}
    assert {one.key for one in found.lines if one.kind == "renomme"} == renamed
    moved, moving = set(), set()
    for key in kept:
        was, now = old[key], new[key]
        where = [(plain(one["adresse"]), one["insee_com"]) for one in (was, now)]
        far = metres(was, now)
        if where[0] != where[1] and far is not None and far >= 200:
            moved.add(key)
            moving |= {key} if goes_about(was) or goes_about(now) else set()
    assert {one.key for one in found.lines if one.kind == "deplace"} == moved
    assert found.moving["deplace"] == len(moving)
    assert (by_kind, dict(found.moving), found.unplaced) == GUIDE


GUIDE = (
    {"ouvert": 364, "ferme": 202, "deplace": 113, "renomme": 699},
    {"ouvert": 83, "ferme": 33, "deplace": 25, "renomme": 94},
    22,
)
"""The figures that ``docs/guides/tenir-a-jour.md`` gives."""
