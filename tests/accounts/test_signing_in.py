"""Signing in: a password, then what proves that it is the right person."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from entrelieux.accounts.models import User
from entrelieux.accounts.opening import Newcomer, open_account
from entrelieux.accounts.printed_codes import code_list, make_code_list
from entrelieux.accounts.sign_in import SecondFactorAdapter
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import Role, Viewer
from tests.signing import mandate

PASSWORD = "trois chaises sous le tilleul"
STRUCTURE = "structure-tilleuls"

pytestmark = pytest.mark.django_db


@pytest.fixture
def marie():
    said = Newcomer("Marie", "Roux", "agente d'accueil", "marie.roux@exemple.test", PASSWORD)
    return open_account(said, verified=True)


def enter(client, login="marie.roux@exemple.test", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": login, "password": password, **more})


def totp_of(user):
    secret = generate_totp_secret()
    data = {"secret": SecondFactorAdapter().encrypt(secret)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    return lambda: format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_password_is_kept_as_argon2id_only(marie):
    assert User.objects.get(pk=marie.pk).password.startswith("argon2$argon2id$")


def test_every_page_of_signing_in_can_be_read(client):
    for name in ("account_login", "account_reset_password", "account_reset_password_done"):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("account_inactive")).status_code == 200
    assert client.get(reverse("account_reset_password_from_key_done")).status_code == 200


@pytest.mark.parametrize(
    "login", ["marie.roux@exemple.test", "MARIE.ROUX@exemple.test", "marie.roux"]
)
def test_somebody_without_mandate_enters_with_a_password_alone(client, marie, login):
    response = enter(client, login)
    assert (response.status_code, response["Location"]) == (303, "/compte/")
    assert client.get("/compte/").status_code == 200


def test_a_wrong_password_and_an_unknown_account_say_the_same(client, marie):
    wrong = enter(client, password="autre chose que cela")
    unknown = enter(client, login="personne@exemple.test")
    assert wrong.status_code == unknown.status_code == 422
    said = "ne vont pas ensemble"
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()
    assert "_auth_user_id" not in client.session


def test_whoever_holds_a_mandate_is_led_to_a_second_factor(client, marie):
    mandate(marie, Role.AGENT, organisation=STRUCTURE)
    response = enter(client)
    assert response["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Une seule suffit" in page
    assert client.get("/compte/autorisations/").status_code == 404


def test_with_a_second_factor_a_password_is_not_enough(client, marie):
    code = totp_of(marie)
    response = enter(client)
    assert response["Location"] == reverse("mfa_authenticate")
    assert client.get("/compte/").status_code == 404
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422
    response = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert (response.status_code, response["Location"]) == (303, "/compte/")


def test_a_code_of_the_application_serves_once(client, marie):
    code = totp_of(marie)
    typed = code()
    enter(client)
    assert client.post(reverse("mfa_authenticate"), {"code": typed}).status_code == 303
    other = Client()
    enter(other)
    assert other.post(reverse("mfa_authenticate"), {"code": typed}).status_code == 422


def test_the_secret_of_an_application_is_not_readable_in_the_database(marie):
    totp_of(marie)
    row = Authenticator.objects.get()
    clear = SecondFactorAdapter().decrypt(row.data["secret"])
    assert re.fullmatch(r"[A-Z2-7]{32}", clear)
    assert clear not in str(row.data)


def test_an_application_that_gives_the_right_code_is_a_second_factor_at_once(client, marie):
    mandate(marie, Role.ADMINISTRATOR, organisation=STRUCTURE)
    enter(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert client.get("/compte/autorisations/").status_code == 404
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "123"})
    assert wrong.status_code == 422
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert (done.status_code, done["Location"]) == (303, reverse("mfa_index"))
    assert client.get("/compte/autorisations/").status_code == 200


def printed(client):
    """The codes of the list on the page, and the answer once the first one is typed back."""
    client.post(reverse("accounts:make_codes"))
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<code>(\d{4} \d{4})</code>", page)


def test_a_printed_list_serves_whoever_has_no_phone(client, marie):
    mandate(marie, Role.ADMINISTRATOR, organisation=STRUCTURE)
    enter(client)
    codes = printed(client)
    assert len(set(codes)) == 40
    assert client.get("/compte/autorisations/").status_code == 404
    wrong = client.post(reverse("mfa_view_recovery_codes"), {"code": "0000 0000"})
    assert wrong.status_code == 422
    done = client.post(reverse("mfa_view_recovery_codes"), {"code": codes[0]})
    assert done.status_code == 303
    assert client.get("/compte/autorisations/").status_code == 200

    other = Client()
    assert enter(other)["Location"] == reverse("mfa_authenticate")
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 422
    assert other.post(reverse("mfa_authenticate"), {"code": codes[1]}).status_code == 303
    assert other.get("/compte/autorisations/").status_code == 200


def test_a_list_that_nobody_printed_locks_nobody_out(client, marie):
    enter(client)
    client.post(reverse("accounts:make_codes"))
    other = Client()
    assert enter(other)["Location"] == "/compte/"


def test_a_list_on_paper_is_never_shown_again(client, marie):
    enter(client)
    codes = printed(client)
    client.post(reverse("mfa_view_recovery_codes"), {"code": codes[0]})
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not re.findall(r"<code>\d{4} \d{4}</code>", page)
    assert code_list(Viewer(user_id=marie.pk)).left == 39


def confirm(client, code):
    return client.post(reverse("mfa_view_recovery_codes"), {"code": code}).status_code


def comes_in_with(code):
    other = Client()
    enter(other)
    return other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 303


def test_a_new_list_ends_the_one_before_once_a_code_of_it_is_typed(client, marie):
    enter(client)
    before = printed(client)
    confirm(client, before[0])
    after = printed(client)
    assert not set(before) & set(after)
    assert confirm(client, before[1]) == 422
    assert comes_in_with(before[1])
    assert confirm(client, after[0]) == 303
    assert not comes_in_with(before[2])
    assert comes_in_with(after[1])
    assert code_list(Viewer(user_id=marie.pk)).left == 38


def test_a_code_of_a_new_list_that_was_not_confirmed_opens_and_confirms_it(client, marie):
    enter(client)
    before = printed(client)
    confirm(client, before[0])
    after = printed(client)
    assert comes_in_with(after[3])
    assert not comes_in_with(after[3])
    assert not comes_in_with(before[1])
    assert code_list(Viewer(user_id=marie.pk)).codes == ()


def test_a_wrong_code_chooses_no_list(client, marie):
    enter(client)
    before = printed(client)
    confirm(client, before[0])
    after = printed(client)
    assert confirm(client, "0000 0000") == 422
    assert not comes_in_with("0000 0000")
    assert comes_in_with(before[1])
    assert confirm(client, after[0]) == 303


def test_of_two_new_lists_the_last_one_may_be_confirmed(client, marie):
    enter(client)
    confirm(client, printed(client)[0])
    first, second = printed(client), printed(client)
    assert confirm(client, first[0]) == 422
    assert confirm(client, second[0]) == 303


def test_who_waits_after_too_many_tries_gains_nothing_from_a_right_code(client, marie):
    enter(client)
    before = printed(client)
    confirm(client, before[0])
    after = printed(client)
    other = Client()
    enter(other)
    for _ in range(5):
        other.post(reverse("mfa_authenticate"), {"code": "0000 0000"})
    assert other.post(reverse("mfa_authenticate"), {"code": after[0]}).status_code == 422
    assert code_list(Viewer(user_id=marie.pk)).codes


def test_without_any_second_factor_left_a_mandate_waits_again(client, marie):
    mandate(marie, Role.ADMINISTRATOR, organisation=STRUCTURE)
    code = totp_of(marie)
    enter(client)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    other = Client()
    other.force_login(User.objects.get(pk=marie.pk))
    assert client.get("/compte/autorisations/").status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 303
    assert client.get("/compte/autorisations/").status_code == 404
    assert client.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 404


def test_after_five_failures_an_account_waits_even_with_the_right_password(client, marie):
    for _ in range(5):
        assert enter(client, password="essai d'un inconnu").status_code == 422
    refused = enter(client)
    assert refused.status_code == 422
    assert "cinq minutes" in refused.content.decode()


def test_codes_cannot_be_tried_one_after_the_other(client, marie):
    totp_of(marie)
    enter(client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "cinq minutes" in refused.content.decode()


def test_the_codes_to_confirm_cannot_be_tried_one_after_the_other(client, marie):
    enter(client)
    codes = printed(client)
    for _ in range(5):
        client.post(reverse("mfa_view_recovery_codes"), {"code": "0000 0000"})
    refused = client.post(reverse("mfa_view_recovery_codes"), {"code": codes[0]})
    assert refused.status_code == 422


def test_signing_out_ends_the_session_and_wipes_the_device(client, marie):
    enter(client)
    assert client.get(reverse("account_logout")).status_code == 405
    response = client.post(reverse("account_logout"))
    assert (response.status_code, response["Location"]) == (303, "/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/compte/").status_code == 404


@pytest.mark.parametrize("target", ["https://ailleurs.test/", "//ailleurs.test/"])
def test_nobody_is_sent_elsewhere_after_signing_in_or_out(client, marie, target):
    assert enter(client, next=target)["Location"] == "/compte/"
    assert client.post(reverse("account_logout"), {"next": target})["Location"] == "/"


def test_other_sessions_can_be_closed_from_one(client, marie):
    enter(client)
    other = Client()
    enter(other)
    assert client.post(reverse("accounts:close_sessions")).status_code == 303
    assert client.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 404


def test_a_changed_password_closes_the_other_sessions(client, marie):
    enter(client)
    other = Client()
    enter(other)
    new = "quatre bancs près de la fontaine"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 303
    assert client.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 404


def test_a_forgotten_password_is_changed_by_an_address_that_serves_once(client, marie):
    asked = client.post(reverse("account_reset_password"), {"email": marie.email})
    assert asked["Location"] == reverse("account_reset_password_done")
    message = Message.objects.get()
    assert message.recipient == marie.email
    address = re.search(r"http://testserver(/\S+)", message.body)[1]
    form_page = client.get(address)["Location"]
    assert client.get(form_page).status_code == 200
    new = {"password1": "quatre bancs près de la fontaine", "password2": "quatre bancs"}
    assert client.post(form_page, new).status_code == 422
    new["password2"] = new["password1"]
    assert client.post(form_page, new).status_code == 303
    assert enter(client, password=new["password1"]).status_code == 303
    again = Client().get(address)
    assert "ne sert plus" in again.content.decode()


def test_asking_for_an_unknown_account_says_the_same_and_writes_to_nobody(client):
    asked = client.post(reverse("account_reset_password"), {"email": "personne@exemple.test"})
    assert asked["Location"] == reverse("account_reset_password_done")
    assert not Message.objects.exists()


def test_a_reset_password_does_not_replace_the_second_factor(client, marie):
    totp_of(marie)
    assert enter(client)["Location"] == reverse("mfa_authenticate")


def test_an_account_is_not_opened_by_whoever_comes(client, settings):
    assert client.get(reverse("account_signup")).status_code == 404
    form = {"email": "lea@exemple.test", "password1": PASSWORD}
    assert client.post(reverse("account_signup"), form).status_code == 404
    assert not User.objects.exists()


def test_where_the_site_says_so_a_person_opens_an_account_that_holds_nothing(client, settings):
    settings.OPEN_ACCOUNTS = True
    assert client.get(reverse("account_signup")).status_code == 200
    form = {"email": "lea@exemple.test", "password1": PASSWORD, "prenom": "Léa"}
    response = client.post(reverse("account_signup"), form)
    assert (response.status_code, response["Location"]) == (303, "/compte/")
    user = User.objects.get()
    assert (user.first_name, user.is_superuser, user.mandates.count()) == ("Léa", False, 0)
    assert client.post(reverse("account_logout")).status_code == 303
    weak = {"email": "leo@exemple.test", "password1": "court"}
    assert client.post(reverse("account_signup"), weak).status_code == 422


def test_a_closed_account_does_not_open(client, marie):
    User.objects.update(is_active=False)
    response = enter(client)
    assert response["Location"] == reverse("account_inactive")
    assert client.get("/compte/").status_code == 404


def test_codes_of_nobody_are_made_for_nobody(marie):
    make_code_list(actor=Viewer(user_id=marie.pk))
    assert Authenticator.objects.get().user_id == marie.pk
