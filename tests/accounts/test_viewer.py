"""Who somebody is for the rules: read at each request, from what is in force now."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.utils import timezone

from entrelieux.accounts.models import StaffSession
from entrelieux.accounts.selectors import holders_of, members_of, network_for, network_of
from entrelieux.accounts.signed_in import METHODS_OF, resolve
from entrelieux.kernel.access import access, operator_only
from entrelieux.kernel.viewer import ANYONE, Acting, Role
from tests.signing import mandate, mandated, network_with, operator, person, visitor

STRUCTURE = "structure-tilleuls"


@access(lambda viewer: bool(viewer.mandates))
def desk(request):
    return HttpResponse(" ".join(sorted(request.viewer.organisations())))


@access(operator_only)
def engine_room(_request):
    return HttpResponse("moteur")


urlpatterns = [
    path("desk/", desk, name="desk"),
    path("engine-room/", engine_room, name="engine_room"),
    path("", include("entrelieux.site.urls")),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def found(client, address):
    return client.get(address).status_code != 404


def test_a_visitor_is_anyone():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert resolve(request) == ANYONE
    assert visitor().viewer == ANYONE


def test_a_mandate_in_force_lets_act():
    agent = mandated(Role.AGENT, organisation=STRUCTURE)
    assert agent.viewer.mandates == (Acting(Role.AGENT, organisation=STRUCTURE),)
    assert agent.client.get("/desk/").content.decode() == STRUCTURE


def test_a_mandate_is_worth_nothing_before_the_second_factor_was_verified():
    agent = mandated(Role.AGENT, organisation=STRUCTURE, verified=False)
    assert agent.viewer.mandates == ()
    assert agent.viewer.awaits_second_factor
    assert not found(agent.client, "/desk/")


def test_a_second_factor_verified_by_somebody_else_is_worth_nothing():
    agent = mandated(Role.AGENT, organisation=STRUCTURE)
    session = agent.client.session
    session[METHODS_OF] = str(person().user.pk)
    session.save()
    assert not found(agent.client, "/desk/")


def test_a_mandate_revoked_meanwhile_is_worth_nothing_at_the_next_request():
    agent = mandated(Role.AGENT, organisation=STRUCTURE)
    assert found(agent.client, "/desk/")
    agent.user.mandates.update(revoked_at=timezone.now())
    assert not found(agent.client, "/desk/")
    assert agent.viewer.mandates == ()


@pytest.mark.parametrize(
    ("values", "in_force"),
    [
        ({"ends_on": timezone.localdate}, True),
        ({"ends_on": lambda: timezone.localdate() - timedelta(days=1)}, False),
        ({"given_at": lambda: timezone.now() + timedelta(minutes=1)}, False),
        ({"revoked_at": timezone.now}, False),
        ({}, True),
    ],
    ids=["last day", "ended", "not started", "revoked", "no end"],
)
def test_only_what_is_in_force_counts(values, in_force):
    signed = person(verified=True)
    values = {name: value() for name, value in values.items()}
    mandate(signed.user, Role.AGENT, organisation=STRUCTURE, **values)
    assert bool(signed.viewer.mandates) is in_force
    assert bool(holders_of(STRUCTURE)) is in_force


def test_an_inactive_account_is_anyone():
    agent = mandated(Role.AGENT, organisation=STRUCTURE)
    type(agent.user).objects.update(is_active=False)
    assert agent.viewer == ANYONE
    assert not found(agent.client, "/desk/")
    assert holders_of(STRUCTURE) == ()


def test_an_operator_has_no_power_without_a_staff_session():
    assert not found(operator(open_session=False).client, "/engine-room/")
    assert found(operator().client, "/engine-room/")


@pytest.mark.parametrize("ended", ["ends_at", "closed_at"])
def test_a_staff_session_ends(ended):
    signed = operator()
    assert signed.viewer.is_operator
    StaffSession.objects.update(**{ended: timezone.now()})
    assert not signed.viewer.is_operator
    assert not found(signed.client, "/engine-room/")


def test_the_staff_session_of_somebody_else_opens_nothing():
    operator()
    assert not operator(open_session=False).viewer.is_operator


def test_somebody_who_is_no_operator_any_more_keeps_no_power():
    signed = operator()
    type(signed.user).objects.update(is_superuser=False)
    assert not signed.viewer.is_operator


def test_a_network_has_the_members_of_today():
    network = network_with(STRUCTURE, "structure-autre", ref="lozere", zone="departement")
    assert members_of("lozere") == {STRUCTURE, "structure-autre"}
    network.members.filter(organisation_ref=STRUCTURE).update(until="2020-02-01")
    assert members_of("lozere") == {"structure-autre"}
    assert network_of(STRUCTURE) is None
    assert network_of("structure-autre") == network_for("lozere")
    assert network_for("lozere").reminder_days == (9, 21, 45)
    assert network_for("nulle-part") is None


def test_holders_are_told_by_role():
    agent = mandated(Role.AGENT, organisation=STRUCTURE)
    admin = mandated(Role.ADMINISTRATOR, organisation=STRUCTURE)
    mandated(Role.AGENT, organisation="structure-autre")
    assert {card.user_id for card in holders_of(STRUCTURE)} == {agent.user.pk, admin.user.pk}
    (card,) = holders_of(STRUCTURE, Role.AGENT)
    assert (card.user_id, card.name) == (agent.user.pk, agent.user.get_full_name())
    assert holders_of("") == ()
