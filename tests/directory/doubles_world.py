"""Five sheets of two producers in one commune, with everything that may hang from a sheet."""

from dataclasses import replace
from datetime import UTC, datetime

from entrelieux.directory import selectors
from entrelieux.directory.agenda.rows import Scope, comings
from entrelieux.directory.catalogue import current_catalogue, offers_behind
from entrelieux.directory.drafts import RecordDraft
from entrelieux.directory.models import (
    Permanence,
    PermanenceChange,
    Place,
    PlaceFunction,
    PlaceLimit,
    PlaceStatement,
    Service,
    Space,
)
from entrelieux.directory.stating import state
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from tests.directory.factories import (
    OTHER,
    REAL,
    TODAY,
    organisation,
    permanence,
    place,
    publish,
    service,
)

METRE = 1 / 111_195
AT = {"lon": 3.855, "lat": 44.725}
HALL = place("Mairie", **AT, telephone="0466000000", horaires="Mo 09:00-12:00")
SAME_HALL = place(
    "Mairie de Langogne",
    OTHER,
    **{**AT, "lat": 44.725 + 5 * METRE},
    telephone="0466111111",
    courriel="mairie@exemple.test",
)
LIBRARY = place("Médiathèque", **{**AT, "lat": 44.726}, adresse="1 rue Haute")
SAME_LIBRARY = place("Médiathèque", OTHER, **{**AT, "lat": 44.7261}, telephone="0466222222")
SCHOOL = place("École", OTHER, lon=3.86, lat=44.73, itinerant=True, horaires="Th 10:00-12:00")
SHEETS = (HALL, SAME_HALL, LIBRARY, SAME_LIBRARY, SCHOOL)
REFS = tuple(one.ref for one in SHEETS)
TOWN = organisation("Commune", siret="21480080400015", kind="commune")
FIRM = organisation("Conseil", OTHER)
AIDE = service("Aide", TOWN, HALL, modes_accueil=("en-presentiel",))
WELCOME = service("Accueil", FIRM, SAME_HALL, modes_accueil=("en-presentiel",))
BOOKS = service("Livres", TOWN, LIBRARY, modes_accueil=("en-presentiel",))
SCREENS = service("Écrans", FIRM, SAME_LIBRARY, modes_accueil=("en-presentiel",))
ROUND = service("Tournée", FIRM, SCHOOL, modes_accueil=("en-presentiel",))


def put():
    """Publish it all, and say things of it."""
    records = tuple(
        RecordDraft(one.source, f"r-{number}", {"nom": one.name})
        for number, one in enumerate(SHEETS)
    )
    places = tuple(
        replace(one, record_keys=(record.external_key,))
        for one, record in zip(SHEETS, records, strict=True)
    )
    publish(
        *records,
        *places,
        *(TOWN, FIRM, AIDE, WELCOME, BOOKS, SCREENS, ROUND),
        permanence(AIDE, SAME_LIBRARY, "Tu 14:00-16:00"),
        permanence(WELCOME, LIBRARY, "We 14:00-16:00"),
        permanence(SCREENS, SCHOOL, "Fr 14:00-16:00"),
    )
    rows = {row.ref: row for row in Place.objects.all()}
    source = Source.objects.get(slug=REAL.slug)
    for number, row in enumerate(rows.values()):
        common = {"place": row, "source": source}
        PlaceFunction.objects.create(ref=f"f{number}", code="coworking", **common)
        PlaceLimit.objects.create(ref=f"l{number}", words="Pas d'impôts", said_on=TODAY, **common)
        Space.objects.create(ref=f"s{number}", name="Salle", **common)
    PermanenceChange.objects.create(
        ref="c1",
        kind="deplacee",
        service=Service.objects.get(ref=AIDE.ref),
        place=rows[SAME_LIBRARY.ref],
        day="2026-11-24",
        new_place=rows[SAME_HALL.ref],
        new_day="2026-11-25",
        new_opens=56,
        new_closes=64,
        reason="Travaux",
        organisation_ref=TOWN.ref,
        said_at=datetime(2026, 11, 23, tzinfo=UTC),
        key="c1",
    )
    state(actor=OPERATOR, place_ref=HALL.ref, said={"telephone": "0466999999"}, manner="reponse")


def sheet(ref):
    return selectors.place_for(ANYONE, ref)


def home(ref):
    """Reference of the sheet on which a sheet is shown."""
    return sheet(ref).card.ref


def comes():
    """{(service, place as shown): its rules and its dates}."""
    found = comings(Scope(), selectors.visible_source_ids(ANYONE), TODAY)
    return {(one.service.ref, one.place.ref): repr(one.schedule) for one in found}


def planned():
    """(service, place) of every offer that plans may hold and show, by reference."""
    catalogue = current_catalogue(TODAY)
    services = dict(Service.objects.values_list("pk", "ref"))
    places = dict(Place.objects.values_list("pk", "ref"))
    pairs = set(zip(catalogue.service.tolist(), catalogue.place.tolist(), strict=True))
    assert set(offers_behind(pairs)) == pairs
    return {(services[service], places[place]) for service, place in pairs}


def listed():
    """References in the list, each record for itself, with the structures met there."""
    page = selectors.place_list(ANYONE, selectors.DirectoryParams(), twins_apart=True)
    return {card.ref: {one.ref for one in card.organisations} for card in page.cards}


def grouped():
    """References of the lines of the page, with how many other records each stands for."""
    page = selectors.place_list(ANYONE, selectors.DirectoryParams())
    return {one.card.ref: one.others for one in page.found}


def world():
    """Everything that is shown, to compare it with itself later."""
    return {
        "sheets": {ref: repr(sheet(ref)) for ref in REFS},
        "comes": comes(),
        "planned": planned(),
        "listed": listed(),
        "grouped": grouped(),
    }


HANGING = (Service, Permanence, PermanenceChange, PlaceStatement, PlaceFunction, PlaceLimit, Space)


def hanging():
    """(row, reference of its place) of everything that hangs from a sheet."""
    for model in HANGING:
        rows = model.objects.exclude(place=None).select_related("place").order_by("pk")
        yield from ((row, row.place.ref) for row in rows)
