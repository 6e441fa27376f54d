"""What a structure says of its permanences, who may say it, and what becomes of it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from entrelieux.directory.agenda import services
from entrelieux.directory.agenda.services import SayingError, SayingGone, Slot
from entrelieux.directory.catalogue import current_catalogue, offers_behind
from entrelieux.directory.models import Permanence, PermanenceChange, Publication
from entrelieux.directory.selectors import place_for
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import ANYONE, Role
from tests.directory.factories import organisation, permanence, place, publish, service
from tests.directory.test_agenda import (
    ADVICE,
    FIRM,
    HALL,
    HOME,
    NOW,
    SCHOOL,
    agenda,
    lines,
    weekly,
)
from tests.signing import mandated, operator, person, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)
AFTERNOON = Slot(THURSDAY, 56, 64)


@pytest.fixture(autouse=True)
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(communes):
    weekly("Tu 09:00-12:00", note="Salle")
    return mandated(Role.AGENT, organisation=FIRM.ref).viewer


def cancel(actor, day=TUESDAY, reason="Formation", **values):
    return services.cancel_date(
        actor=actor, service_ref=ADVICE.ref, place_ref=HALL.ref, day=day, reason=reason, **values
    )


def move(actor, to=AFTERNOON, where=SCHOOL, **values):
    return services.move_date(
        actor=actor, service_ref=ADVICE.ref, place_ref=HALL.ref, day=TUESDAY, to=to,
        to_place_ref=where.ref, reason="Travaux", **values,
    )  # fmt: skip


def extra(actor, slot=AFTERNOON, where=HALL):
    return services.add_date(
        actor=actor, service_ref=ADVICE.ref, place_ref=where.ref, slot=slot, reason="Renfort"
    )


def add(actor, hours="We 14:00-17:00; PH off", where=SCHOOL, **values):
    services.add_permanence(
        actor=actor, service_ref=ADVICE.ref, place_ref=where.ref, hours=hours, **values
    )


def end(actor, last_day=TUESDAY, hours="Tu 09:00-12:00"):
    return services.end_permanence(
        actor=actor, service_ref=ADVICE.ref, place_ref=HALL.ref, hours=hours,
        last_day=last_day, reason="Départ",
    )  # fmt: skip


WRITES = {"cancel": cancel, "move": move, "extra": extra, "add": add, "end": end}


@pytest.mark.parametrize("role", [Role.AGENT, Role.PLACE_HOLDER, Role.ADMINISTRATOR])
def test_whoever_works_there_says_it_and_everybody_reads_it(role):
    weekly("Tu 09:00-12:00")
    cancel(mandated(role, organisation=FIRM.ref).viewer)
    assert lines(agenda()) == [(24, 9, "La mairie", "cancelled")]


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("who", ["visitor", "person", "other", "animator", "operator", "elsewhere"])
def test_nobody_else_does_and_it_looks_absent(name, who):
    weekly("Tu 09:00-12:00")
    signed = {
        "visitor": visitor,
        "person": person,
        "other": lambda: mandated(Role.AGENT, organisation="une-autre"),
        "animator": lambda: mandated(Role.ANIMATOR, organisation=FIRM.ref),
        "operator": operator,
        "elsewhere": lambda: mandated(
            Role.AGENT, organisation=FIRM.ref, zone="departement", zone_code="30"
        ),
    }[who]()
    with pytest.raises(SayingGone):
        WRITES[name](signed.viewer)
    assert not PermanenceChange.objects.exists()
    assert Permanence.objects.count() == 1


def test_a_mandate_limited_to_a_territory_holds_there():
    weekly("Tu 09:00-12:00")
    signed = mandated(Role.AGENT, organisation=FIRM.ref, zone="departement", zone_code="48")
    assert cancel(signed.viewer)


@pytest.mark.parametrize("name", WRITES)
def test_said_twice_it_is_written_once(agent, name):
    first = WRITES[name](agent)
    kept = (
        PermanenceChange.objects.count(), Permanence.objects.count(),
        JournalEntry.objects.count(), Publication.objects.count(),
    )  # fmt: skip
    assert WRITES[name](agent) == first
    assert kept == (
        PermanenceChange.objects.count(), Permanence.objects.count(),
        JournalEntry.objects.count(), Publication.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_each_write_is_one_line_of_the_journal_and_one_publication(agent, name):
    before = JournalEntry.objects.count(), Publication.objects.count()
    WRITES[name](agent)
    assert JournalEntry.objects.count() == before[0] + 1
    assert Publication.objects.count() == before[1] + 1
    line = JournalEntry.objects.last()
    assert line.actor == f"compte:{agent.user_id}"
    assert line.facts["organisation"] == FIRM.ref
    assert "Formation" not in str(line.facts)


def test_a_reason_may_be_said_better_and_the_first_is_kept_apart(agent):
    cancel(agent, reason="Formation")
    cancel(agent, reason="Formation de toute l'équipe")
    (shown,) = agenda().days[0].presences
    assert shown.reason == "Formation de toute l'équipe"
    assert PermanenceChange.objects.exclude(withdrawn_at=None).get().reason == "Formation"


def test_cancelled_then_added_then_cancelled_again_is_cancelled(agent):
    cancel(agent)
    extra(agent, Slot(TUESDAY, 36, 48))
    assert lines(agenda()) == [(24, 9, "La mairie", "sure")]
    cancel(agent)
    assert lines(agenda()) == [(24, 9, "La mairie", "cancelled")]


def test_a_part_of_a_day_may_be_cancelled(agent):
    cancel(agent, part=(44, 48))
    assert lines(agenda()) == [(24, 9, "La mairie", "sure"), (24, 11, "La mairie", "cancelled")]


def test_a_moved_date_leaves_one_place_for_another(agent):
    move(agent)
    assert lines(agenda()) == [(24, 9, "La mairie", "cancelled"), (26, 14, "L'école", "sure")]


def test_taking_back_restores_the_usual_week(agent):
    ref = move(agent)
    before = JournalEntry.objects.count()
    services.take_back(actor=agent, ref=ref)
    services.take_back(actor=agent, ref=ref)
    assert lines(agenda()) == [(24, 9, "La mairie", "sure")]
    assert JournalEntry.objects.count() == before + 1
    assert PermanenceChange.objects.get(ref=ref).withdrawn_at is not None


def test_only_who_may_say_it_takes_it_back(agent):
    ref = cancel(agent)
    for signed in (visitor(), person(), mandated(Role.AGENT, organisation="une-autre")):
        with pytest.raises(SayingGone):
            services.take_back(actor=signed.viewer, ref=ref)
    with pytest.raises(SayingGone):
        services.take_back(actor=agent, ref="absent")
    assert PermanenceChange.objects.get(ref=ref).withdrawn_at is None


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (lambda actor: cancel(actor, reason="  "), "raison"),
        (lambda actor: cancel(actor, day=THURSDAY), "jour"),
        (lambda actor: cancel(actor, day=date(2026, 11, 17)), "jour"),
        (lambda actor: cancel(actor, day=date(2029, 1, 2)), "jour"),
        (lambda actor: cancel(actor, part=(50, 60)), "jour"),
        (lambda actor: move(actor, to=Slot(date(2026, 11, 20), 36, 48)), "nouveau_jour"),
        (lambda actor: extra(actor, Slot(THURSDAY, 48, 48)), "a"),
        (lambda actor: extra(actor, Slot(date(2029, 1, 2), 36, 48)), "nouveau_jour"),
        (lambda actor: add(actor, hours="bientôt"), "horaires"),
        (lambda actor: add(actor, hours='"sur rendez-vous"'), "horaires"),
        (lambda actor: add(actor, starts_on=THURSDAY, ends_on=TUESDAY), "jusque"),
        (lambda actor: add(actor, ends_on=date(2026, 11, 1)), "jusque"),
        (lambda actor: end(actor, last_day=date(2026, 10, 1)), "jour"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_to_mend(agent, write, field):
    with pytest.raises(SayingError) as refused:
        write(agent)
    assert refused.value.field == field
    assert not PermanenceChange.objects.exists()
    assert Permanence.objects.count() == 1


def test_a_permanence_said_here_is_shown_and_no_import_takes_it_away(agent):
    add(agent, "mercredi 14h-17h")
    weekly("Tu 09:00-12:00", note="Salle")
    assert lines(agenda()) == [(24, 9, "La mairie", "sure"), (25, 14, "L'école", "sure")]


def test_a_permanence_ended_here_does_not_come_back_with_an_import(agent):
    ref = end(agent)
    assert [day for day, *_ in lines(agenda(commune="48080", semaine=date(2026, 12, 1)))] == []
    weekly("Tu 09:00-12:00", note="Autre salle")
    assert lines(agenda()) == [(24, 9, "La mairie", "sure")]
    assert lines(agenda(commune="48080", semaine=date(2026, 12, 1))) == []
    services.take_back(actor=agent, ref=ref)
    assert lines(agenda(commune="48080", semaine=date(2026, 12, 1))) == [
        (1, 9, "La mairie", "sure")
    ]


def test_an_ended_permanence_leaves_the_offer_of_plans(agent):
    def hosted():
        found = current_catalogue(NOW.date())
        keys = list(zip(found.service.tolist(), found.place.tolist(), strict=True))
        return {card.place.name for card in offers_behind(keys).values() if card.place}

    assert "La mairie" in hosted()
    end(agent, last_day=date(2026, 11, 22))
    assert "La mairie" not in hosted()


def test_a_cancelled_date_leaves_the_sheet_of_the_place(agent):
    def next_times():
        return [one.next_times for one in place_for(ANYONE, HALL.ref).services]

    assert next_times() == ["mardi 24 novembre, 9 h–12 h ; mardi 1er décembre, 9 h–12 h"]
    cancel(agent)
    assert next_times() == ["mardi 1er décembre, 9 h–12 h ; mardi 8 décembre, 9 h–12 h"]


def test_fiction_stays_fiction(agent):
    assert not Publication.objects.last().is_fiction
    cancel(agent)
    assert not Publication.objects.last().is_fiction
    assert Publication.objects.last().of_dates


def test_single_dates_do_not_build_the_offer_again(agent):
    before = current_catalogue(NOW.date())
    cancel(agent)
    assert current_catalogue(NOW.date()) is before
    add(agent)
    assert current_catalogue(NOW.date()) is not before


def test_the_database_refuses_the_same_change_twice(agent):
    cancel(agent)
    row = PermanenceChange.objects.get()
    row.pk, row.ref = None, "autre"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_another_structure_keeps_its_dates(agent):
    other = organisation("Une autre")
    visit = service("Visite", other, HOME)
    publish(other, HOME, HALL, visit, permanence(visit, HALL, "Tu 09:00-12:00"))
    cancel(agent)
    states = {(one.service.name, str(one.state)) for one in agenda().days[0].presences}
    assert states == {("Conseil", "cancelled"), ("Visite", "sure")}


def test_a_place_that_is_withdrawn_receives_nobody(agent):
    away = place("Fermée", lon=3.86, lat=44.77)
    with pytest.raises(SayingGone):
        extra(agent, where=away)


def test_the_time_of_a_change_is_kept(agent):
    ref = cancel(agent)
    said = PermanenceChange.objects.get(ref=ref)
    assert said.said_at == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert (said.author_id, said.organisation_ref) == (agent.user_id, FIRM.ref)
