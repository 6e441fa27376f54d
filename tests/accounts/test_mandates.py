"""Mandates: given by who holds as much, worth nothing as soon as revoked; staff sessions too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.models import Mandate, StaffSession
from entrelieux.accounts.services import (
    Power,
    close_staff_session,
    give_mandate,
    open_staff_session,
    revoke_mandate,
)
from entrelieux.accounts.zones import lies_within
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import OPERATOR, Role
from tests.signing import mandate, mandated, network_with, operator, person

HERE, THERE = "structure-ici", "structure-ailleurs"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lozere():
    return network_with(HERE, ref="lozere")


def may(actor, role=Role.AGENT, *, organisation="", network="", zone="", zone_code=""):
    power = Power(Role(role).value, organisation, network, zone, zone_code)
    try:
        give_mandate(actor=actor.viewer, user_id=person().user.pk, power=power)
    except AbsentError:
        return False
    return True


@pytest.mark.parametrize("role", [Role.AGENT, Role.PLACE_HOLDER, Role.ADMINISTRATOR])
def test_an_administrator_gives_for_their_structure_only(role):
    admin = mandated(Role.ADMINISTRATOR, organisation=HERE)
    assert may(admin, role, organisation=HERE)
    assert not may(admin, role, organisation=THERE)


@pytest.mark.parametrize("role", [Role.AGENT, Role.PLACE_HOLDER])
def test_whoever_does_not_administer_gives_nothing(role):
    signed = mandated(role, organisation=HERE)
    assert not may(signed, Role.AGENT, organisation=HERE)
    assert not may(person(), Role.AGENT, organisation=HERE)


def test_an_administrator_makes_nobody_an_animator(lozere):
    admin = mandated(Role.ADMINISTRATOR, organisation=HERE)
    assert not may(admin, Role.ANIMATOR, network="lozere")


def test_an_animator_gives_within_their_network(lozere):
    network_with(THERE, ref="ailleurs")
    animator = mandated(Role.ANIMATOR, network=lozere)
    assert may(animator, Role.ADMINISTRATOR, organisation=HERE)
    assert may(animator, Role.ANIMATOR, network="lozere")
    assert not may(animator, Role.ADMINISTRATOR, organisation=THERE)
    assert not may(animator, Role.ANIMATOR, network="ailleurs")


@pytest.mark.parametrize("role", [Role.AGENT, Role.PLACE_HOLDER])
def test_an_animator_gives_nobody_what_people_show_a_structure(lozere, role):
    assert not may(mandated(Role.ANIMATOR, network=lozere), role, organisation=HERE)


def test_an_animator_opens_the_door_of_a_structure_that_nobody_administers(lozere):
    animator = mandated(Role.ANIMATOR, network=lozere)
    first = mandated(Role.ADMINISTRATOR, organisation=HERE)
    assert not may(animator, Role.ADMINISTRATOR, organisation=HERE)
    revoke_mandate(actor=animator.viewer, ref=first.user.mandates.get().ref)
    assert may(animator, Role.ADMINISTRATOR, organisation=HERE)


def test_a_structure_that_left_the_network_is_not_the_animator_s_any_more(lozere):
    animator = mandated(Role.ANIMATOR, network=lozere)
    lozere.members.update(until=timezone.localdate() - timedelta(days=1))
    assert not may(animator, Role.ADMINISTRATOR, organisation=HERE)


def test_nobody_gives_a_wider_territory_than_theirs():
    admin = mandated(Role.ADMINISTRATOR, organisation=HERE, zone="departement", zone_code="48")
    assert may(admin, organisation=HERE, zone="commune", zone_code="48080")
    assert may(admin, organisation=HERE, zone="departement", zone_code="48")
    assert not may(admin, organisation=HERE)
    assert not may(admin, organisation=HERE, zone="region", zone_code="76")
    assert not may(admin, organisation=HERE, zone="commune", zone_code="43157")


def test_an_operator_gives_anything_while_the_session_is_open(lozere):
    signed = operator()
    assert may(signed, Role.ADMINISTRATOR, organisation=THERE)
    assert may(signed, Role.ANIMATOR, network="lozere")
    StaffSession.objects.update(closed_at=timezone.now())
    assert not may(signed, Role.ADMINISTRATOR, organisation=THERE)


def test_a_mandate_without_verified_second_factor_gives_nothing():
    admin = mandated(Role.ADMINISTRATOR, organisation=HERE, verified=False)
    assert not may(admin, organisation=HERE)


@pytest.mark.parametrize(
    ("power", "field"),
    [
        (Power("chef", HERE), "role"),
        (Power("agent", HERE, "lozere"), "role"),
        (Power("agent"), "role"),
        (Power("agent", network="lozere"), "role"),
        (Power("animation_reseau", HERE), "role"),
        (Power("agent", HERE, zone="commune", zone_code="99999"), "zone_code"),
        (Power("agent", HERE, zone="planete", zone_code="3"), "zone_code"),
        (Power("agent", HERE, zone_code="48"), "zone_code"),
    ],
)
def test_a_power_that_makes_no_sense_is_refused(lozere, power, field):
    with pytest.raises(RefusedError) as refused:
        give_mandate(actor=OPERATOR, user_id=person().user.pk, power=power)
    assert refused.value.field == field
    assert not Mandate.objects.exists()


def test_a_mandate_does_not_end_before_it_begins():
    yesterday = timezone.localdate() - timedelta(days=1)
    power = Power("agent", HERE, ends_on=yesterday)
    with pytest.raises(RefusedError):
        give_mandate(actor=OPERATOR, user_id=person().user.pk, power=power)


def test_given_twice_it_is_one_mandate_and_one_line():
    user = person().user
    refs = {
        give_mandate(actor=OPERATOR, user_id=user.pk, power=Power("agent", HERE)) for _ in range(2)
    }
    assert (
        len(refs)
        == Mandate.objects.count()
        == JournalEntry.objects.exclude(verb="territories.loaded").count()
        == 1
    )


def test_the_journal_names_nobody():
    signed = person("Mireille")
    give_mandate(actor=OPERATOR, user_id=signed.user.pk, power=Power("agent", HERE))
    line = JournalEntry.objects.exclude(verb="territories.loaded").get()
    assert "Mireille" not in f"{line.actor} {line.subject} {line.facts}"


def test_who_may_revoke_is_who_could_give_and_who_holds(lozere):
    agent = mandated(Role.AGENT, organisation=HERE)
    row = agent.user.mandates.get()
    strangers = (
        mandated(Role.ADMINISTRATOR, organisation=THERE),
        mandated(Role.AGENT, organisation=HERE),
        person(),
    )
    for stranger in strangers:
        with pytest.raises(AbsentError):
            revoke_mandate(actor=stranger.viewer, ref=row.ref)
    assert agent.viewer.mandates
    revoke_mandate(actor=mandated(Role.ANIMATOR, network=lozere).viewer, ref=row.ref)
    assert not agent.viewer.mandates


def test_a_mandate_revoked_is_worth_nothing_on_the_very_next_page():
    admin = mandated(Role.ADMINISTRATOR, organisation=HERE)
    other = mandated(Role.ADMINISTRATOR, organisation=HERE)
    page = "/compte/autorisations/"
    assert other.client.get(page).status_code == 200
    ref = other.user.mandates.get().ref
    assert admin.client.post(f"/compte/autorisations/{ref}/retirer/").status_code == 303
    assert other.client.get(page).status_code == 404
    assert other.client.post(f"/compte/autorisations/{ref}/retirer/").status_code == 303
    assert JournalEntry.objects.filter(verb="mandate.revoked").count() == 1


def test_anybody_may_give_up_their_own():
    agent = mandated(Role.AGENT, organisation=HERE)
    ref = agent.user.mandates.get().ref
    response = agent.client.post(f"/compte/autorisations/{ref}/retirer/")
    assert (response.status_code, response["Location"]) == (303, "/compte/")
    assert not agent.viewer.mandates


def test_the_page_shows_the_people_of_one_s_own_structures_only():
    admin = mandated(Role.ADMINISTRATOR, organisation=HERE)
    mandated(Role.AGENT, organisation=HERE, name="Mireille")
    mandated(Role.AGENT, organisation=THERE, name="Anselme")
    gone = mandated(Role.AGENT, organisation=HERE, name="Bertille")
    gone.user.mandates.update(revoked_at=timezone.now())
    page = admin.client.get("/compte/autorisations/").content.decode()
    assert "Mireille" in page
    assert "Anselme" not in page
    assert "Bertille" not in page


def test_my_account_shows_what_waits_for_a_second_factor():
    signed = person()
    mandate(signed.user, Role.AGENT, organisation=HERE)
    page = signed.client.get("/compte/").content.decode()
    assert HERE in page
    assert "attendent votre deuxième preuve" in page


def test_a_territory_lies_within_another():
    assert lies_within("commune", "48080", "departement", "48")
    assert lies_within("departement", "48", "region", "76")
    assert lies_within("region", "76", "", "")
    assert lies_within("commune", "48080", "commune", "48080")
    assert not lies_within("departement", "48", "commune", "48080")
    assert not lies_within("", "", "departement", "48")
    assert not lies_within("commune", "00000", "departement", "48")
    assert not lies_within("commune", "48080", "departement", "43")


def test_a_staff_session_is_opened_for_a_reason_and_an_hour_at_most():
    signed = operator(open_session=False)
    page = "/compte/exploitation/"
    assert signed.client.post(page, {"raison": "x", "minutes": "30"}).status_code == 422
    long = {"raison": "réparer l'import de mars", "minutes": "61"}
    refused = signed.client.post(page, long)
    assert refused.status_code == 422
    assert "réparer l&#x27;import de mars" in refused.content.decode()
    assert not StaffSession.objects.exists()
    for _ in range(2):
        assert signed.client.post(page, {**long, "minutes": "60"}).status_code == 303
    row = StaffSession.objects.get()
    assert row.ends_at - row.opened_at == timedelta(minutes=60)
    assert signed.viewer.is_operator
    for _ in range(2):
        assert signed.client.post("/compte/exploitation/fermer/").status_code == 303
    assert not signed.viewer.is_operator
    verbs = list(
        JournalEntry.objects.exclude(verb="territories.loaded")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert verbs == ["staff_session.opened", "staff_session.closed"]


def test_the_reason_of_a_staff_session_stays_out_of_the_journal():
    signed = operator(open_session=False)
    open_staff_session(actor=signed.viewer, reason="aider Mireille à entrer", minutes=5)
    assert "Mireille" not in str(
        JournalEntry.objects.exclude(verb="territories.loaded")
        .values_list("subject", "facts")
        .get()
    )


@pytest.mark.parametrize("who", ["person", "unverified"])
def test_nobody_else_opens_a_staff_session(who):
    signed = person(is_superuser=who == "unverified", verified=who == "person")
    with pytest.raises(AbsentError):
        open_staff_session(actor=signed.viewer, reason="une bonne raison", minutes=5)
    assert signed.client.get("/compte/exploitation/").status_code == 404


def test_closing_closes_one_s_own_session_only():
    mine, theirs = operator(), operator()
    close_staff_session(actor=mine.viewer)
    assert not mine.viewer.is_operator
    assert theirs.viewer.is_operator
