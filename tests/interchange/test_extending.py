"""Our own tables come back: nothing invented, nothing twice, nothing that was taken back."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from entrelieux.directory.already import Already
from entrelieux.directory.drafts import OfferDraft
from entrelieux.directory.models import (
    Permanence,
    PlaceFunction,
    PlaceLimit,
    Service,
    Space,
    Validity,
)
from entrelieux.directory.reading_back import Offered, offer_read_back
from entrelieux.interchange import extending, formats
from entrelieux.interchange.adapters.common import Context
from entrelieux.interchange.exporting import services as exporting
from entrelieux.interchange.gathering import Refusal
from entrelieux.interchange.reading import Row
from entrelieux.interchange.services import _communes
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs
from entrelieux.packs.fr.schemas.extension import tables
from tests.directory.factories import (
    INVENTED,
    OTHER,
    REAL,
    organisation,
    permanence,
    place,
    publish,
    service,
)
from tests.interchange.conftest import TODAY
from tests.interchange.schema_rows import HOURS, days, joined, maybe, names, paragraphs, texts

LAW = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    max_examples=40,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)
MILL = place("Le Moulin", producer_id="moulin-1")
HALL = place("La Halle", OTHER, producer_id="7")
TWIN = place("Une autre halle", producer_id="7")
GUILD = organisation("La Guilde")
ADVICE = service("Conseil", GUILD, MILL, producer_id="conseil-1", presentation="On conseille.")
WORLD = OfferDraft(
    sources=(REAL, OTHER),
    organisations=(GUILD,),
    places=(MILL, HALL, TWIN),
    services=(ADVICE,),
)
LIEUX = st.sampled_from(("moulin-1", "autre--7", "reelle--7"))
NEEDS = next(c for c in tables()["accompagnements"].columns if c.name == "besoins").values
THEMES = next(c for c in tables()["accompagnements"].columns if c.name == "thematiques").values


def column(table, draw, one):
    """A value that the column takes, as JSON holds it."""
    if one.kind == "liste":
        values = draw(joined(st.sampled_from(one.values), least=1 if one.required else 0))
        return values.split("|") if values else []
    if one.kind == "date":
        return draw(days)
    if one.kind == "horaires":
        return draw(st.sampled_from(HOURS))
    if one.kind == "nombre":
        return draw(st.integers(1, 1680)) / 10
    if one.kind == "entier":
        return draw(st.integers(int(one.least), int(one.most)))
    if one.kind == "booleen":
        return draw(st.booleans())
    if one.values:
        return draw(st.sampled_from(one.values))
    return draw(texts(1, min(one.max_length or 80, 80)))


@st.composite
def rows_of(draw, name):
    """Rows of one table that its schema accepts, of places that are known, no two alike."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        row = {
            one.name: column(name, draw, one)
            for one in tables()[name].columns
            if one.required or draw(st.booleans())
        }
        row["lieu_id"] = draw(LIEUX)
        if "fin" in row:
            first = row.get("debut") or row.get("dite_le") or row["fin"]
            row["fin"] = max(first, row["fin"])
        if name == "periodes":
            row.setdefault("fin", row.get("debut") or draw(days))
            row |= {"lieu_id": "moulin-1", "service_id": "conseil-1"} if "service_id" in row else {}
        if name == "permanences":
            row |= {"service_id": "conseil-1", "service": "Conseil", "structure": "La Guilde"}
        if name == "accompagnements":
            row |= {"service_id": f"aide-{number}", "thematiques": [draw(st.sampled_from(THEMES))]}
            row |= {"nom": draw(names), "structure": draw(names)}
            row["presentation"] = draw(maybe(paragraphs))
            answered = needs.profile_of((), row["thematiques"])
            row["besoins"] = [
                code
                for code, quality in answered.items()
                if quality <= needs.Quality.PROCHE and code in NEEDS
            ]
        rows.append({key: value for key, value in row.items() if value not in ("", [])})
    return list({json.dumps(row, sort_keys=True): row for row in rows}.values())


def imported(name, rows, offered):
    chosen = formats.named(f"entrelieux-{name}", rows[0].keys())
    context = Context(communes=_communes(), today=TODAY, file_name=f"{name}.json")
    entries = [chosen.adapt(Row(n, row), context) for n, row in enumerate(rows, 1)]
    assert not [one for one in entries if isinstance(one, Refusal)]
    known = extending.known_of(offered, Already(), tables()[name], entries[0].source.slug)
    gathered, refusals = extending.attach(entries, tables()[name], known)
    assert not refusals
    then = gathered.offer
    return replace(
        WORLD,
        sources=WORLD.sources + then.sources,
        organisations=WORLD.organisations + then.organisations,
        services=WORLD.services + then.services,
        permanences=then.permanences,
        functions=then.functions,
        limits=then.limits,
        spaces=then.spaces,
        periods=then.periods,
    )


def canonical(rows):
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def exported(offer, name):
    export = exporting.exported(Offered(offer), f"entrelieux-{name}")
    assert not export.left_out
    return json.loads(export.as_bytes("json"))


@pytest.mark.parametrize("name", list(tables()))
@LAW
@given(st.data())
def test_rows_that_the_table_accepts_come_back_identical(name, data):
    rows = data.draw(rows_of(name))
    assert canonical(exported(imported(name, rows, Offered(WORLD)), name)) == canonical(rows)


def life():
    counted = (Service, Permanence, PlaceFunction, PlaceLimit, Space, Validity)
    return [model.objects.count() for model in counted]


@pytest.fixture
def world(db):
    publish(MILL, HALL, TWIN, GUILD, ADVICE)


PERIOD = {"lieu_id": "moulin-1", "service_id": "conseil-1", "debut": "2027-01-01"}


def function(**values):
    return {"lieu_id": "moulin-1", "fonction": "bureau_coworking", "heures_semaine": 7.5} | values


def test_a_file_is_published_with_where_it_comes_from_and_taken_twice_changes_nothing(world, take):
    rows = [function(), function(lieu_id="autre--7", debut="2024-01-01")]
    first = take(rows, "fonctions-lozere-2025-05-01.json")
    assert (first.format, first.created, first.refused) == ("entrelieux-fonctions", 2, 0)
    again = take(rows, "fonctions-lozere-2025-05-01.json")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    row = PlaceFunction.objects.get(place__ref=MILL.ref)
    assert row.source.slug == "entrelieux-fonctions-lozere"
    assert row.record.original == rows[0]
    assert row.source.published_on == date(2025, 5, 1)
    assert row.source.licence == ""


def test_what_a_newer_file_says_of_a_place_takes_the_place_of_what_the_older_said(world, take):
    take([function(), function(lieu_id="autre--7")], "fonctions-2025-01-01.json")
    take([function(heures_semaine=9)], "fonctions-2025-05-01.json")
    hours = dict(PlaceFunction.objects.values_list("place__ref", "hours_week"))
    assert hours == {MILL.ref: Decimal("9.0"), HALL.ref: Decimal("7.5")}


def test_rows_that_name_nothing_known_or_break_the_table_are_refused_and_the_others_stay(
    world, take
):
    rows = [function(), function(lieu_id="inconnu"), function(fonction="voler")]
    report = take(rows, "fonctions.json")
    assert report.refused == 2
    assert PlaceFunction.objects.count() == 1
    refused = {(one.row, one.field, one.found) for one in report.issues}
    assert refused == {(2, "lieu_id", "inconnu"), (3, "fonction", "voler")}


def test_nothing_real_hangs_on_an_invented_place(db, take):
    there = place("Le lieu inventé", INVENTED, producer_id="inv-1")
    publish(there, organisation("Inventée", INVENTED))
    report = take([function(lieu_id="inv-1")], "fonctions.json")
    assert report.refused == 1
    assert "inventé" in report.issues[0].expected
    assert not PlaceFunction.objects.exists()


def test_an_export_imported_where_it_left_from_says_nothing_twice(world, take):
    publish(MILL, HALL, TWIN, GUILD, ADVICE, permanence(ADVICE, HALL, "We 14:00-17:00"))
    take([function()], "fonctions.json")
    take([PERIOD, {"lieu_id": "moulin-1", "fin": "2030-01-01"}], "periodes.json")
    assert Validity.objects.count() == 2
    before = life()
    for name in tables():
        export = exporting.exported(offer_read_back(ANYONE), f"entrelieux-{name}")
        if export.rows:
            report = take(export.as_bytes("csv"), f"export-{name}.csv")
            assert (report.refused, report.created) == (0, 0), name
    assert life() == before


def test_what_a_place_took_back_does_not_come_back_by_a_file(world, take):
    take([function()], "fonctions.json")
    PlaceFunction.objects.update(withdrawn_at=timezone.now())
    assert take([function()], "fonctions.json").created == 0
    assert take([function()], "autre-fichier.json").created == 0
    assert not PlaceFunction.objects.filter(withdrawn_at=None).exists()


def test_a_file_of_permanences_leaves_those_elsewhere_alone(world, take):
    publish(ADVICE, permanence(ADVICE, HALL, "We 14:00-17:00"))
    row = {"lieu_id": "reelle--7", "service_id": "conseil-1", "service": "Conseil"}
    take([row | {"structure": "La Guilde", "horaires": "Mo 09:00-12:00"}], "permanences.json")
    assert set(Permanence.objects.values_list("place__ref", "horaires")) == {
        (HALL.ref, "We 14:00-17:00"),
        (TWIN.ref, "Mo 09:00-12:00"),
    }


def test_a_service_that_its_own_file_describes_is_not_changed_by_ours(world, take):
    row = {"service_id": "conseil-1", "structure": "La Guilde", "nom": "Conseil"}
    publish(replace(ADVICE, thematiques=(THEMES[0],)))
    told = exporting.exported(offer_read_back(ANYONE), "entrelieux-accompagnements").rows[0]
    assert take([told], "accompagnements.json").refused == 0
    report = take([told | row | {"nom": "Autre nom"}], "accompagnements.json")
    assert [(one.field, one.found) for one in report.issues] == [("nom", "Autre nom")]
    assert Service.objects.get().name == "Conseil"
