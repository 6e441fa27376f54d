"""What a member may do, what nobody else may, and what is asked again: laws of a membership."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.accounts.models import Mandate
from entrelieux.kernel.limits import VisitorBrake
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.networks import charters, joining, tasks, welcoming
from entrelieux.networks.charters import ADDED, KEPT, REMOVED, changes
from entrelieux.networks.errors import MemberGone, NetworkGone, SaidWrongly
from entrelieux.networks.holding import Whose
from entrelieux.networks.models import Charter, Member, Signature
from entrelieux.networks.views import joining as views_joining
from tests.networks.conftest import FIRST, SECOND
from tests.networks.members import joined, member_network
from tests.passerelles.conftest import MENDE
from tests.passerelles.pages import plain, text
from tests.signing import mandated, visitor

ODD = (
    *("\x00", "é" * 10_000, "<script>alert(1)</script>"),
    *("'; DROP TABLE x; --", "9" * 5_000, "%s%n"),
)


def test_the_same_form_sent_twice_asks_once(club):
    token, ref = club.joined()
    assert club.ask(Whose(token=token)) == ref
    assert (Member.objects.count(), Signature.objects.count()) == (1, 1)


def test_nobody_joins_without_signing_the_version_in_force(club):
    opened = club.person()
    for signed in (0, 7):
        with pytest.raises(SaidWrongly):
            club.ask(Whose(token=opened.token), signed=signed)
    club.publish(SECOND, why="une fois suffit")
    with pytest.raises(SaidWrongly):
        club.ask(Whose(token=opened.token), signed=1)
    assert not Member.objects.exists()


def test_cards_follow_each_other_and_a_second_welcome_gives_the_same(club):
    (_one, first), (_two, second) = club.joined(), club.joined()
    assert [club.welcome(first), club.welcome(second), club.welcome(first)] == [1, 2, 1]


def test_only_who_animates_there_reads_and_welcomes(club):
    _token, ref = club.joined()
    row = club.world.network
    elsewhere = mandated(Role.ANIMATOR, network=row, zone="departement", zone_code="43")
    there = mandated(Role.ANIMATOR, network=row, zone="departement", zone_code="48")
    address = club.address(f"demandes/{ref}/")
    assert elsewhere.client.get(address).status_code == 404
    assert elsewhere.client.post(address, {"faire": "accueillir"}).status_code == 404
    assert there.client.get(address).status_code == 200
    assert "Mende" in plain(there.client.get(club.address("demandes/")))
    assert "Mende" not in plain(elsewhere.client.get(club.address("demandes/")))
    for other in (club.world.agent.client, Client()):
        assert other.get(address).status_code == 404
    with pytest.raises(MemberGone):
        welcoming.welcome(actor=club.world.agent.viewer, network=club.network, ref=ref)


def test_a_declined_person_reads_why_and_may_ask_again(club):
    token, ref = club.joined()
    actor = club.animator.viewer
    with pytest.raises(SaidWrongly):
        welcoming.decline(actor=actor, network=club.network, ref=ref, reason="")
    welcoming.decline(actor=actor, network=club.network, ref=ref, reason="hors-territoire")
    assert "Hors du territoire" in plain(club.mine(token))
    assert club.row(ref).activity == "", "nothing of what they told is kept"
    assert club.ask(Whose(token=token)) == ref
    assert club.row(ref).state == "demandee"


def test_nothing_is_shown_before_it_is_chosen_and_each_line_apart(club):
    token, ref = club.member()
    assert club.row(ref).shown == {}
    said = {
        "secteur": "creer",
        "activite": "je couds",
        "voit_nom": "tous",
        "voit_contact": "membres",
    }
    answer = club.does(token, ref, "montrer", **said, voit_site="public")
    assert answer.status_code == 303
    assert club.row(ref).shown == {"nom": "tous", "contact": "membres"}
    assert "Lou Essai" in plain(Client().get(club.address("membres/")))
    assert "lou@exemple.test" not in text(Client().get(club.address("membres/")))


def test_a_sheet_changed_meanwhile_is_not_written_over(club):
    token, ref = club.member()
    club.does(token, ref, "montrer", secteur="creer", activite="un", version=club.row(ref).version)
    stale = club.does(token, ref, "montrer", secteur="creer", activite="deux", version=0)
    assert stale.status_code == 409
    assert club.row(ref).activity == "un"


@pytest.mark.parametrize(
    "site",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "pas un site",
        "https://moi:cle@a.fr",
        "http://a.fr\\@b.fr",
    ],
)
def test_an_address_that_is_not_of_a_page_is_refused(club, site):
    token, ref = club.member()
    answer = club.does(token, ref, "montrer", secteur="creer", site=site)
    assert answer.status_code == 422
    assert club.row(ref).site == ""


def test_another_address_opens_nothing_of_a_membership(club):
    _token, ref = club.member()
    other = club.person()
    assert club.does(other.token, ref, "quitter").status_code == 404
    assert Client().get(f"/suivi/{other.token}/reseau/carte/{ref}/").status_code == 404
    assert club.row(ref).state == "accueillie"


def test_a_structure_joins_through_its_own_people_alone(club):
    agency = club.world.agency.ref
    address = club.address(f"structure/{agency}/")
    assert club.world.agent.client.get(address).status_code == 404
    form = {"secteur": "public", "commune": "Mende", "nom": "Basile", "signe": "1"}
    assert club.world.adviser.client.post(address, form).status_code == 303
    row = Member.objects.get()
    assert (row.organisation_ref, row.state, row.follow_up) == (agency, "demandee", None)
    assert Signature.objects.get().name == "", "a structure signs: no name of its people is kept"
    club.welcome(row.ref)
    page = plain(club.world.adviser.client.get(address))
    assert "carte n° 1" in page
    assert "Agence d'Essai" in plain(club.world.adviser.client.get(f"{address}carte/"))
    with pytest.raises(MemberGone):
        joining.leave(actor=club.world.agent.viewer, whose=Whose(organisation=agency), ref=row.ref)


def test_an_agent_types_a_sheet_signed_on_paper(club):
    form = {
        "structure": club.world.france.ref,
        "sur_papier": "on",
        "secteur": "terre",
        "commune": "Mende",
        "nom": "Ada",
        "signe": "1",
        "moyen": "papier",
    }
    assert club.world.agent.client.post(club.address("adherer/"), form).status_code == 303
    row = Member.objects.get()
    signed = row.signatures.get()
    assert (row.manner, row.typed_by_ref) == ("papier", club.world.france.ref)
    assert (signed.name, signed.organisation_ref) == ("", club.world.france.ref)


def test_a_visitor_cannot_pretend_to_type_for_a_structure(club):
    form = {"structure": club.world.france.ref, "sur_papier": "on", "secteur": "terre"}
    form |= {"commune": "Mende", "nom": "Ada", "signe": "1"}
    assert Client().post(club.address("adherer/"), form).status_code == 303
    row = Member.objects.get()
    assert (row.manner, row.typed_by_ref, row.signatures.get().name) == ("page", "", "Ada")


def test_a_version_is_never_changed_and_the_one_published_meanwhile_is_not_lost(club):
    assert club.publish(FIRST) == 1
    assert club.publish(SECOND, why="une fois suffit") == 2
    assert [one.words for one in charters.charters_of(club.network)] == [SECOND, FIRST]
    data = {"titre": "Autre", "texte": "Autre", "change": "tout", "version": "1"}
    assert club.animator.client.post(club.address("charte/ecrire/"), data).status_code == 409
    with pytest.raises(NetworkGone):
        club.publish("Autre", why="rien", actor=club.world.agent.viewer)
    page = plain(Client().get(club.address("charte/2/")))
    assert "ajouté vite" in page
    assert Client().get(club.address("charte/9/")).status_code == 404


@pytest.mark.parametrize(
    ("before", "after"), [(FIRST, SECOND), (FIRST, ""), ("", FIRST), ("a b", "b a")]
)
def test_what_changed_reads_as_both_texts(before, after):
    lines = changes(before, after)

    def read(kinds):
        said = [" ".join(p.words for p in line if p.kind in kinds) for line in lines]
        return [one for one in said if one]

    for words, kinds in ((before, {KEPT, REMOVED}), (after, {KEPT, ADDED})):
        assert read(kinds) == [line.strip() for line in words.split("\n") if line.strip()]


def test_a_new_version_is_signed_once_and_asked_for_once(club):
    token, ref = club.member()
    Member.objects.update(welcomed_at=timezone.now() - timedelta(days=1))
    club.publish(SECOND, why="une fois suffit")
    now = timezone.now()
    assert (tasks.ask_to_sign(now), tasks.ask_to_sign(now)) == (1, 1)
    assert Message.objects.filter(key__contains=":charte:2").count() == 1
    assert "La charte a changé" in plain(club.mine(token))
    assert club.does(token, ref, "signer", nom="Lou").status_code == 422
    assert club.does(token, ref, "signer", nom="Lou", signe="2").status_code == 303
    assert "La charte a changé" not in plain(club.mine(token))
    assert tasks.ask_to_sign(now) == 0


def test_a_member_is_asked_once_before_their_file_goes_and_saying_yes_keeps_it(club):
    token, ref = club.member()
    old = timezone.localdate() - timedelta(days=336)
    Member.objects.update(confirmed_on=old)
    now = timezone.now()
    assert (tasks.ask_who_stays(now), tasks.ask_who_stays(now)) == (1, 0)
    file = club.row(ref).follow_up
    type(file).objects.update(erased_after=timezone.localdate() + timedelta(days=29))
    assert club.does(token, ref, "la").status_code == 303
    row = club.row(ref)
    assert (row.confirmed_on, row.reminded_on) == (timezone.localdate(), None)
    assert row.follow_up.erased_after > timezone.localdate() + timedelta(days=300)


def test_who_left_and_came_back_is_asked_again_a_year_later(club):
    token, ref = club.member()
    Member.objects.update(reminded_on=timezone.localdate())
    club.does(token, ref, "quitter")
    club.ask(Whose(token=token))
    club.welcome(ref)
    Member.objects.update(confirmed_on=timezone.localdate() - timedelta(days=336))
    assert tasks.ask_who_stays(timezone.now()) == 1


def test_who_asks_where_no_animator_is_waits_for_any_of_them(club):
    _token, ref = club.joined()
    Mandate.objects.filter(network=club.world.network).update(zone="departement", zone_code="43")
    other = mandated(Role.ANIMATOR, network=club.world.network, zone="departement", zone_code="15")
    assert other.client.get(club.address(f"demandes/{ref}/")).status_code == 200
    assert welcoming.welcome(actor=other.viewer, network=club.network, ref=ref) == 1


def test_old_requests_elsewhere_hide_none_of_a_territory(club, monkeypatch):
    monkeypatch.setattr(welcoming, "MOST_LISTED", 1)
    far, _near = club.joined()[1], club.joined()
    Member.objects.filter(ref=far).update(code_insee="43157", departement="43")
    there = mandated(Role.ANIMATOR, network=club.world.network, zone="departement", zone_code="48")
    Mandate.objects.filter(network=club.world.network, zone="").update(revoked_at=timezone.now())
    mandated(Role.ANIMATOR, network=club.world.network, zone="departement", zone_code="43")
    assert [one.commune for one in welcoming.asking_for(there.viewer, club.network)] == ["Mende"]


def test_a_visitor_alone_cannot_fill_the_door(club, monkeypatch):
    monkeypatch.setattr(views_joining, "VISITOR", VisitorBrake("essai", most=1, seconds=60))
    form = {"secteur": "creer", "commune": "Mende", "nom": "Lou", "signe": "1", "moyen": "papier"}
    door = club.address("adherer/")
    keys = (f"cle-porte-{number:020}" for number in range(2))
    answers = [Client().post(door, form | {"cle": key}).status_code for key in keys]
    assert answers == [303, 429]


def test_animators_are_reminded_once_a_week_of_who_waits_on_their_territory(club):
    club.joined()
    assert tasks.remind_animators(timezone.now()) == 0
    Member.objects.update(asked_at=timezone.now() - timedelta(days=3))
    tasks.remind_animators(timezone.now())
    tasks.remind_animators(timezone.now())
    mail = Message.objects.get(key__startswith="reseau-demandes:")
    assert mail.recipient == club.animator.user.email
    assert "Lou" not in mail.body


def test_leaving_forgets_what_was_told_and_takes_back_what_waits(club):
    token, ref = club.member()
    club.does(token, ref, "montrer", secteur="creer", activite="je couds", voit_nom="tous")
    joining.leave(actor=ANYONE, whose=Whose(token=token), ref=ref, reason="inconnue")
    row = club.row(ref)
    assert (row.state, row.shown, row.activity, row.reason) == ("quittee", {}, "", "")
    assert not Message.objects.filter(key__startswith="reseau:").exists()
    assert "Lou" not in plain(Client().get(club.address("membres/")))
    with pytest.raises(MemberGone):
        joining.stay(actor=ANYONE, whose=Whose(token=token), ref=ref)


def test_a_fictional_person_never_joins_a_real_network(club):
    opened = club.person()
    from entrelieux.passerelles.models import FollowUp

    FollowUp.objects.filter(ref=opened.ref).update(is_fiction=True)
    with pytest.raises(NetworkGone):
        club.ask(Whose(token=opened.token))


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_things_break_no_page(club, odd):
    token, ref = club.member()
    fields = ("secteur", "activite", "mots", "site", "commune", "moyen", "contact", "nom", "signe")
    data = dict.fromkeys((*fields, "structure", "homonyme", "cle", "raison", "version"), odd)
    answers = [Client().post(club.address("adherer/"), data)]
    answers += [club.does(token, ref, what, **data) for what in ("montrer", "signer", odd)]
    answers.append(Client().post(f"/suivi/{token}/reseau/", {"adhesion": odd, "faire": "la"}))
    answers.append(Client().get(f"/suivi/{token}/reseau/", {"adhesion": odd, "fait": odd}))
    written = {"titre": odd, "texte": odd, "change": odd, "version": odd}
    answers.append(club.animator.client.post(club.address("charte/ecrire/"), written))
    for answer in answers:
        assert answer.status_code in {200, 303, 404, 409, 422}
        assert "<script>alert(1)" not in text(answer)
    assert Charter.objects.count() == 1
    assert club.row(ref).code_insee == MENDE


def test_a_number_is_checked_by_who_animates_and_by_nobody_else(communes):
    network = member_network()
    good, gone = joined(network), joined(network, state="quittee")
    Member.objects.filter(pk=gone.pk).update(number=good.number + 100)
    page = f"/reseaux/{network.ref}/demandes/"
    client = mandated(Role.ANIMATOR, network=network).client
    said = {
        number: client.get(page, {"numero": number}).content.decode()
        for number in (good.number, good.number + 100, "9" * 30, "-1", "٣")
    }
    assert "est bonne" in said.pop(good.number)
    assert all("Aucune carte en cours" in text for text in said.values())
    assert visitor().client.get(page, {"numero": good.number}).status_code == 404


def test_a_name_too_long_for_a_file_is_said_beside_it_and_opens_none(club):
    form = {
        "cle": "0123456789abcdef01",
        "secteur": "creer",
        "commune": "Mende",
        "moyen": "papier",
        "nom": "Lou " * 20 + "Essai",
        "signe": "1",
    }
    answer = Client().post(club.address("adherer/"), form)
    assert answer.status_code == 422
    assert 'id="nom-erreur"' in answer.content.decode()
    assert form["nom"] in answer.content.decode()
    assert not Member.objects.exists()
    assert Client().post(club.address("adherer/"), form | {"nom": "L" * 80}).status_code == 303
