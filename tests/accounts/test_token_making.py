"""Who makes a token, for what, until when; and what is left of it afterwards."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.html import escape

from entrelieux.accounts import command_services
from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.models import ApiToken
from entrelieux.accounts.tokens import uses
from entrelieux.accounts.tokens.scopes import scopes, serving
from entrelieux.accounts.tokens.selectors import tokens_of
from entrelieux.accounts.tokens.services import (
    MOST,
    Wanted,
    create_token,
    create_token_for,
    revoke_token,
)
from entrelieux.accounts.tokens.writing import digest_of, is_sound
from entrelieux.kernel import rights
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import OPERATOR, Role
from tests import signing
from tests.holding_tokens import token_of

PAGE, NEW = "/compte/jetons/", "/compte/jetons/nouveau/"
SEND, READ = "imports:ecrire", "doublons:lire"

pytestmark = pytest.mark.django_db


@pytest.fixture
def animator():
    return signing.mandated(Role.ANIMATOR, network=signing.network_with())


def make(signed, *codes, name="essai", key="k", **values):
    return create_token(
        actor=signed.viewer, wanted=Wanted(name, codes or (SEND,), **values), request_key=key
    )


def form(signed, **values):
    said = {"nom": "Envoi du lundi", "portees": [SEND], "fin": "", "cle": "cle-1", **values}
    return signed.client.post(NEW, said)


def test_what_is_kept_opens_nothing(animator):
    made = make(animator)
    row = ApiToken.objects.get()
    assert is_sound(made.secret)
    assert row.digest == digest_of(made.secret)
    kept = " ".join(str(getattr(row, field.attname)) for field in row._meta.fields)
    assert made.secret[12:] not in kept


def test_it_is_journalled_without_its_name_and_without_the_secret(animator):
    made = make(animator, name="Jeanne Martin, chez elle")
    line = JournalEntry.objects.order_by("-pk").first()
    assert (line.verb, line.subject) == ("token.made", made.ref)
    assert line.facts["scopes"] == [SEND]
    assert "Jeanne" not in str(line.facts)
    assert made.secret not in str(line.facts)


def test_the_same_demand_makes_one_token_whose_secret_is_said_once(animator):
    first, again = make(animator), make(animator)
    assert first.ref == again.ref
    assert again.secret == ""
    assert ApiToken.objects.count() == 1


def test_the_keys_of_two_people_do_not_meet(animator):
    other = signing.mandated(Role.ANIMATOR, network=signing.network_with())
    assert make(animator, key="meme").ref != make(other, key="meme").ref


def test_it_lasts_a_year_unless_said(animator):
    make(animator)
    assert ApiToken.objects.get().expires_on == timezone.localdate() + timedelta(days=365)


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (730, True), (731, False)])
def test_it_ends_within_two_years(animator, days, taken):
    wanted = {"expires_on": timezone.localdate() + timedelta(days=days)}
    if taken:
        assert make(animator, **wanted).secret
    else:
        with pytest.raises(RefusedError) as refused:
            make(animator, **wanted)
        assert refused.value.field == "fin"


@pytest.mark.parametrize(
    ("role", "offered"),
    [(Role.ANIMATOR, True), (Role.AGENT, False), (Role.PLACE_HOLDER, False)],
)
def test_only_what_mandates_open_is_offered_and_taken(role, offered):
    of = {"network": signing.network_with()} if offered else {"organisation": "s"}
    signed = signing.mandated(role, **of)
    codes = {one.code for one in serving(signed.viewer)}
    assert {SEND, READ}.isdisjoint(codes) != offered
    if not offered:
        with pytest.raises(RefusedError):
            make(signed, SEND)


def test_an_account_whose_second_factor_waits_makes_none():
    signed = signing.mandated(Role.ANIMATOR, network=signing.network_with(), verified=False)
    with pytest.raises(RefusedError):
        make(signed, SEND)


def test_the_power_to_exploit_the_site_makes_none_for_oneself():
    with pytest.raises(RefusedError):
        make(signing.operator(), SEND)


@pytest.mark.parametrize("codes", [(), ("tout",), (SEND, "tout"), ("\x00",)])
def test_a_scope_that_opens_nothing_is_refused(animator, codes):
    with pytest.raises(RefusedError) as refused:
        create_token(actor=animator.viewer, wanted=Wanted("essai", codes), request_key="k")
    assert refused.value.field == "portees"


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 61])
def test_a_name_is_given(animator, name):
    with pytest.raises(RefusedError) as refused:
        make(animator, name=name)
    assert refused.value.field == "nom"


def test_a_name_says_nothing_to_the_terminal_that_lists_it(animator):
    make(animator, name="Envoi\x1b[2J\x00\u202eidnul \r\x07x")
    assert ApiToken.objects.get().name == "Envoi [2J idnul x"


def test_few_are_held_at_once(animator):
    for number in range(MOST):
        make(animator, key=str(number))
    with pytest.raises(RefusedError):
        make(animator, key="more")
    revoke_token(actor=animator.viewer, ref=ApiToken.objects.first().ref)
    assert make(animator, key="more").secret


def test_nobody_revokes_what_is_not_theirs(animator):
    made = make(animator)
    other = signing.mandated(Role.ANIMATOR, network=signing.network_with())
    with pytest.raises(AbsentError):
        revoke_token(actor=other.viewer, ref=made.ref)
    assert ApiToken.objects.get().revoked_at is None
    assert other.client.post(f"{PAGE}{made.ref}/retirer/").status_code == 404


def test_revoked_twice_is_said_once(animator):
    made = make(animator)
    for _ in range(2):
        revoke_token(actor=animator.viewer, ref=made.ref)
    assert JournalEntry.objects.filter(verb="token.revoked").count() == 1


def test_only_the_machine_makes_one_for_somebody_else(animator):
    with pytest.raises(AbsentError):
        create_token_for(actor=animator.viewer, user=animator.user, wanted=Wanted("e", (SEND,)))
    made = create_token_for(actor=OPERATOR, user=animator.user, wanted=Wanted("e", (SEND,)))
    assert made.secret
    nobody = signing.person().user
    with pytest.raises(RefusedError):
        create_token_for(actor=OPERATOR, user=nobody, wanted=Wanted("e", (SEND,)))


def test_an_account_renewed_loses_its_tokens(animator):
    """Somebody else may have entered it, and made one."""
    make(animator)
    command_services.renew_factors(actor=OPERATOR, login=animator.user.username)
    assert ApiToken.objects.get().revoked_at is not None


def test_the_answer_to_the_demand_is_the_only_page_that_shows_it(animator):
    response = form(animator)
    secret = response.content.decode().split("elx_")[1].split("<")[0]
    assert is_sound(f"elx_{secret}")
    assert "no-store" in response["Cache-Control"]
    again = form(animator)
    assert (again.status_code, again["Location"]) == (303, f"{PAGE}?deja=1")
    for page in (PAGE, f"{PAGE}?deja=1", NEW, "/compte/"):
        assert secret not in animator.client.get(page).content.decode()
    assert ApiToken.objects.count() == 1


def test_what_was_typed_stays_when_something_is_refused(animator):
    response = form(animator, nom="Envoi <b>du</b> lundi", fin="2999-01-01", portees=[SEND, "x"])
    page = response.content.decode()
    assert response.status_code == 422
    assert escape("Envoi <b>du</b> lundi") in page
    assert f'value="{SEND}" checked' in page
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize("end", ["demain", "2026-13-01", "0000-00-00", "9999999-01-01"])
def test_a_date_that_is_none_is_said(animator, end):
    assert form(animator, fin=end).status_code == 422


def test_one_without_mandate_is_told_that_nothing_opens(client, db):
    person = signing.person(verified=True)
    assert "Aucune de vos autorisations" in person.client.get(PAGE).content.decode()
    assert "Aucune de vos autorisations" in person.client.get(NEW).content.decode()


def test_the_list_says_each_scope_in_plain_words(animator):
    make(animator, SEND, READ)
    page = animator.client.get(PAGE).content.decode()
    for one in scopes():
        if one.code in {SEND, READ}:
            assert escape(str(one)) in page


def test_the_day_of_last_use_waits_outside_the_database_then_is_kept(animator):
    cache.clear()
    made = make(animator)
    assert tokens_of(animator.user.pk)[0].last_used_on is None
    uses.used(made.ref)
    assert tokens_of(animator.user.pk)[0].last_used_on == timezone.localdate()
    assert ApiToken.objects.get().last_used_on is None
    assert uses.keep_last_days(timezone.now()) == 1
    assert uses.keep_last_days(timezone.now()) == 0
    cache.clear()
    assert tokens_of(animator.user.pk)[0].last_used_on == timezone.localdate()


@pytest.mark.parametrize(("days", "left"), [(395, 1), (397, 0)])
def test_thirteen_months_after_its_end_nothing_of_it_is_left(animator, days, left):
    token_of(animator.user, SEND, days=-days)
    rights.retain(actor=OPERATOR, now=timezone.now(), apply=True)
    assert ApiToken.objects.count() == left
