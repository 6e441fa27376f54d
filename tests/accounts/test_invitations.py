"""Invitations: an address that serves once, to one person, while whoever gave it still may."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.invitations import (
    accept_invitation,
    invite,
    open_invitation,
    token_of,
    withdraw_invitation,
)
from entrelieux.accounts.models import Invitation, Mandate, StaffSession, User
from entrelieux.accounts.opening import Newcomer
from entrelieux.accounts.services import Power
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import OPERATOR, Role
from tests.signing import mandated, network_with, operator, person

HERE, THERE = "structure-ici", "structure-ailleurs"
PASSWORD = "trois chaises sous le tilleul"
LOU = Newcomer("Lou", "Serre", "agente", "lou.serre@exemple.test", PASSWORD)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return mandated(Role.ADMINISTRATOR, organisation=HERE, name="Paule")


def offer(actor, *, email="", organisation=HERE, role=Role.AGENT, key="k", **more):
    power = Power(Role(role).value, organisation, **more)
    return invite(
        actor=actor, power=power, email=email, name="Lou", site="https://ici.test/", request_key=key
    )


def form(**more):
    return {
        "prenom": "Lou",
        "nom": "Serre",
        "fonction": "agente",
        "courriel": "lou.serre@exemple.test",
        "mot_de_passe": PASSWORD,
        **more,
    }


def test_by_mail_the_address_leaves_by_the_outbox_and_is_shown_to_nobody_else(admin):
    card = offer(admin.viewer, email="Lou.Serre@exemple.test")
    assert card.token == ""
    message = Message.objects.get()
    assert message.recipient == "lou.serre@exemple.test"
    assert f"https://ici.test/compte/invitation/{token_of(card.ref)}/" in message.body
    page = admin.client.get(f"/compte/autorisations/invitations/{card.ref}/").content.decode()
    assert token_of(card.ref) not in page


def test_on_paper_the_address_is_on_the_sheet(admin):
    card = offer(admin.viewer)
    page = admin.client.get(f"/compte/autorisations/invitations/{card.ref}/").content.decode()
    assert f"/compte/invitation/{card.token}/" in page
    assert not Message.objects.exists()


def test_offered_twice_by_the_same_click_it_is_one_invitation(admin):
    refs = {offer(admin.viewer, email="lou@exemple.test").ref for _ in range(2)}
    assert len(refs) == Invitation.objects.count() == Message.objects.count() == 1
    assert JournalEntry.objects.exclude(verb="territories.loaded").count() == 1


def test_the_table_alone_gives_no_address(admin):
    card = offer(admin.viewer)
    for forged in (card.ref, f"{card.ref}-{'0' * 32}", f"{card.ref}-", "", "é"):
        assert open_invitation(forged) is None
        assert Client().get(f"/compte/invitation/{forged or 'x'}/").status_code == 404


def test_somebody_new_opens_their_account_and_is_led_to_a_second_factor(admin):
    card = offer(admin.viewer, email="lou.serre@exemple.test")
    client, address = Client(), f"/compte/invitation/{token_of(card.ref)}/"
    assert "Paule" in client.get(address).content.decode()
    response = client.post(address, form(courriel="autre@exemple.test"))
    assert (response.status_code, response["Location"]) == (303, "/compte/second-facteur/")
    user = User.objects.get(username="lou.serre")
    assert (user.email, user.function) == ("lou.serre@exemple.test", "agente")
    assert user.emailaddress_set.get().verified
    held = user.mandates.get()
    assert (held.role, held.organisation_ref, held.given_by) == ("agent", HERE, admin.user)
    verbs = list(
        JournalEntry.objects.exclude(verb="territories.loaded")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert verbs == ["invitation.given", "invitation.accepted"]


def test_on_paper_nobody_needs_an_address_and_none_is_taken_for_proved(admin):
    card = offer(admin.viewer)
    other = offer(admin.viewer, key="autre")
    user = accept_invitation(token=card.token, newcomer=Newcomer("Lou", "Serre", "", "", PASSWORD))
    assert (user.email, user.username) == ("", "lou.serre")
    again = accept_invitation(token=other.token, newcomer=LOU)
    assert again.username == "lou.serre2"
    assert not again.emailaddress_set.get().verified


def test_somebody_who_has_an_account_accepts_with_it(admin):
    signed = person(verified=True)
    card = offer(admin.viewer)
    address = f"/compte/invitation/{card.token}/"
    assert "ira à votre compte" in signed.client.get(address).content.decode()
    for _ in range(2):
        assert signed.client.post(address).status_code == 303
    assert signed.user.mandates.count() == 1
    assert signed.viewer.organisations(Role.AGENT) == {HERE}
    assert JournalEntry.objects.filter(verb="invitation.accepted").count() == 1


def test_nobody_accepts_their_own_offer():
    network_with(HERE, ref="lozere")
    animator = mandated(Role.ANIMATOR, network="lozere")
    card = offer(animator.viewer, role=Role.ADMINISTRATOR)
    response = animator.client.post(f"/compte/invitation/{card.token}/")
    assert response.status_code == 422
    assert "quelqu'un d'autre doit l'accepter" in html.unescape(response.content.decode())
    assert not animator.viewer.organisations()
    accept_invitation(token=card.token, newcomer=LOU)


def test_who_administers_a_structure_may_also_be_its_agent(admin):
    card = offer(admin.viewer)
    assert admin.client.post(f"/compte/invitation/{card.token}/").status_code == 303
    assert admin.viewer.organisations(Role.AGENT) == {HERE}


def test_an_animator_withdraws_what_they_could_not_give_and_never_reads_its_address(admin):
    network_with(HERE, ref="lozere")
    animator = mandated(Role.ANIMATOR, network="lozere")
    card = offer(admin.viewer)
    address = f"/compte/autorisations/invitations/{card.ref}/"
    assert card.token not in animator.client.get(address).content.decode()
    withdraw_invitation(actor=animator.viewer, ref=card.ref)
    assert open_invitation(card.token) is None


def test_an_address_serves_once(admin):
    card = offer(admin.viewer)
    accept_invitation(token=card.token, newcomer=LOU)
    for again in ({"newcomer": LOU}, {"actor": person().viewer}):
        with pytest.raises(AbsentError):
            accept_invitation(token=card.token, **again)
    assert Client().get(f"/compte/invitation/{card.token}/").status_code == 404
    assert Mandate.objects.filter(role="agent").count() == 1


@pytest.mark.parametrize("what", ["expired", "withdrawn", "giver revoked", "giver closed"])
def test_an_address_that_serves_no_more_looks_absent(admin, what):
    card = offer(admin.viewer)
    if what == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif what == "withdrawn":
        withdraw_invitation(actor=admin.viewer, ref=card.ref)
    elif what == "giver revoked":
        admin.user.mandates.update(revoked_at=timezone.now())
    else:
        User.objects.filter(pk=admin.user.pk).update(is_active=False)
    assert open_invitation(card.token) is None
    with pytest.raises(AbsentError):
        accept_invitation(token=card.token, newcomer=LOU)
    assert Client().post(f"/compte/invitation/{card.token}/", form()).status_code == 404
    assert not User.objects.filter(username="lou.serre").exists()


def test_an_invitation_withdrawn_before_its_mail_left_never_leaves(admin):
    card = offer(admin.viewer, email="lou@exemple.test")
    withdraw_invitation(actor=admin.viewer, ref=card.ref)
    assert not Message.objects.exists()


def test_what_an_operator_offered_outlives_their_staff_session_not_their_power():
    signed = operator()
    card = offer(signed.viewer, role=Role.ADMINISTRATOR)
    StaffSession.objects.update(closed_at=timezone.now())
    assert open_invitation(card.token) is not None
    User.objects.update(is_superuser=False)
    assert open_invitation(card.token) is None


def test_nobody_offers_what_they_could_not_give(admin):
    with pytest.raises(AbsentError):
        offer(admin.viewer, organisation=THERE)
    posted = {"pour": f"structure:{THERE}", "role": "agent", "cle": "k"}
    assert admin.client.post("/compte/autorisations/proposer/", posted).status_code == 404
    assert not Invitation.objects.exists()


def test_what_was_typed_wrong_is_kept(admin):
    posted = {
        "pour": f"structure:{HERE}",
        "role": "agent",
        "nom": "Lou",
        "courriel": "lou",
        "fin": "",
        "cle": "k",
    }
    response = admin.client.post("/compte/autorisations/proposer/", posted)
    page = response.content.decode()
    assert response.status_code == 422
    assert "pas complète" in page
    assert 'value="lou"' in page
    right = {**posted, "courriel": "lou@exemple.test"}
    response = admin.client.post("/compte/autorisations/proposer/", right)
    assert response.status_code == 303
    assert re.fullmatch(r"/compte/autorisations/invitations/\w+/", response["Location"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"prenom": ""}, "prénom"),
        ({"mot_de_passe": "court"}, "12"),
        ({"mot_de_passe": "loulouserre"}, "12"),
        ({"courriel": "pas une adresse"}, "complète"),
        ({"courriel": "PRISE@exemple.test"}, "existe déjà"),
    ],
)
def test_a_newcomer_s_mistake_costs_nothing(admin, change, said):
    person(email="prise@exemple.test")
    card = offer(admin.viewer)
    response = Client().post(f"/compte/invitation/{card.token}/", form(**change))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "agente" in response.content.decode()
    assert open_invitation(card.token) is not None
    assert not User.objects.filter(username="lou.serre").exists()


def test_the_end_and_the_territory_offered_are_those_of_the_mandate():
    end = timezone.localdate() + timedelta(days=90)
    card = offer(OPERATOR, zone="departement", zone_code="48", ends_on=end)
    user = accept_invitation(token=card.token, newcomer=LOU)
    held = user.mandates.get()
    assert (held.zone, held.zone_code, held.ends_on) == ("departement", "48", end)


def test_a_mandate_that_would_be_over_cannot_be_accepted_any_more():
    end = timezone.localdate()
    card = offer(OPERATOR, ends_on=end)
    Invitation.objects.update(ends_on=end - timedelta(days=1))
    with pytest.raises(AbsentError):
        accept_invitation(token=card.token, newcomer=LOU)


def test_an_address_that_is_none_is_refused():
    with pytest.raises(RefusedError):
        offer(OPERATOR, email="personne")
