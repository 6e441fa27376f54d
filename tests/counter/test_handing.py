"""From the counter to a hand-over: agreed to aloud, settled on the phone, or noted as unmet."""

import re

import pytest

from entrelieux.counter.handing import open_follow_up
from entrelieux.counter.models import Visit
from entrelieux.passerelles.models import Consent, FollowUp, Passerelle, UnmetNeed
from entrelieux.passerelles.selectors import follow_up_behind
from entrelieux.passerelles.services import Reached
from tests import signing
from tests.counter.visiting import NEEDS, arrived, page_of, plain, steps_of, text

KEY = "d" * 32


def step_away(agent, ref, needs=1):
    """A step of the plan that is not at this very desk, and its needs."""
    page = text(agent.client.get(page_of(ref)))
    for step in steps_of(agent.client.get(page_of(ref))):
        if f"{page_of(ref)}confier/{step}/" in page:
            form = text(agent.client.get(f"{page_of(ref)}confier/{step}/"))
            codes = re.findall(r'name="besoins" id="[^"]+" value="([^"]+)"', form)
            if len(codes) >= needs:
                return step, codes
    raise AssertionError("every step is here")


def send(agent, ref, step, codes, **more):
    sent = {"cle": KEY, "besoins": codes, "lignes": ["raison"], "raison": "Bonjour", **more}
    return agent.client.post(f"{page_of(ref)}confier/{step}/", sent)


def test_a_step_is_handed_over_with_the_agreement_said_aloud(agent):
    ref = arrived(agent)
    step, codes = step_away(agent, ref)
    answer = send(agent, ref, step, codes)
    assert answer["Location"] == f"{page_of(ref)}#etape-{step}"
    row = Passerelle.objects.get()
    assert row.needs == codes
    assert row.carried["raison"] == "Bonjour"
    assert Consent.objects.get().manner == "oral"
    assert row.sender_id == agent.user.pk
    page = plain(agent.client.get(page_of(ref)))
    assert "Voir cette demande" in page


def test_sent_twice_a_step_is_handed_over_once(agent):
    ref = arrived(agent)
    step, codes = step_away(agent, ref)
    for _ in range(2):
        assert send(agent, ref, step, codes).status_code == 303
    assert Passerelle.objects.count() == FollowUp.objects.count() == 1


def test_a_call_that_settles_it_is_sent_and_accepted_at_once(agent):
    ref = arrived(agent)
    step, codes = step_away(agent, ref)
    for _ in range(2):
        assert send(agent, ref, step, codes, vers="telephone").status_code == 303
    row = Passerelle.objects.get()
    assert row.state == "acceptee"
    assert row.sent_at
    assert row.answered_at
    assert row.carried["raison"] == "Bonjour"


def test_the_quick_form_of_a_step_is_all_that_a_call_needs(agent):
    ref = arrived(agent, "creer-entreprise")
    step, _codes = step_away(agent, ref)
    page = text(agent.client.get(page_of(ref)))
    action = f'<form method="post" action="{page_of(ref)}confier/{step}/"'
    form = page.split(action)[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(cle|vers|lignes|besoins)" value="([^"]+)"', form))
    reason = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", form, re.S)[1]
    assert "Lancer mon idée" in reason
    agent.client.post(f"{page_of(ref)}confier/{step}/", {**fields, "raison": reason})
    assert Passerelle.objects.get().state == "acceptee"


def test_what_touches_rights_or_money_is_neither_ticked_nor_said_beforehand(agent):
    ref = arrived(agent, "garder-ses-droits", "creer-entreprise")
    for step in steps_of(agent.client.get(page_of(ref))):
        page = agent.client.get(f"{page_of(ref)}confier/{step}/")
        if page.status_code == 200 and "garder-ses-droits" in text(page):
            box = re.search(r'<input[^>]*value="garder-ses-droits"[^>]*>', text(page))[0]
            assert "checked" not in box
            said = re.search(r'<textarea id="raison".*?</textarea>', text(page), re.S)[0]
            assert "Garder mes droits" not in said


def test_nothing_but_what_is_listed_and_ticked_leaves(agent):
    ref = arrived(agent, publics=("jeunes",), gratuit=True)
    step, codes = step_away(agent, ref)
    send(
        agent, ref, step, codes[:1],
        nom="Dédé", moyen="telephone", contact="06 00 00 00 00", lignes=["nom"],
    )  # fmt: skip
    carried = Passerelle.objects.get().carried
    assert carried["nom"] == "Dédé"
    assert set(carried) <= {"nom", f"besoin:{codes[0]}"}
    file = FollowUp.objects.get()
    assert (file.name, file.channel, file.contact) == ("Dédé", "telephone", "06 00 00 00 00")


@pytest.mark.parametrize(
    "wrong",
    [
        {"besoins": []},
        {"lignes": ["nom"], "nom": ""},
        {"lignes": ["joindre"]},
        {"moyen": "telephone", "contact": ""},
        {"mode": "pigeon"},
        {"lignes": ["n'importe quoi"]},
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(agent, wrong):
    ref = arrived(agent)
    step, codes = step_away(agent, ref)
    answer = (
        send(agent, ref, step, **{"codes": codes, "raison": "Ceci reste", **wrong})
        if ("besoins" not in wrong)
        else send(agent, ref, step, [], raison="Ceci reste")
    )
    assert answer.status_code == 422
    assert "Ceci reste" in plain(answer)
    assert not Passerelle.objects.exists()
    assert not FollowUp.objects.exists()


def open_folds(page):
    found = re.findall(r'<details class="fold"([^>]*)>(.*?)</details>', page, re.S)
    names = ("nom", "mode", "lignes")
    return {
        name
        for name in names
        for opening, held in found
        if " open" in opening and f'name="{name}"' in held
    }


@pytest.mark.parametrize(
    ("said", "opened"),
    [
        ({}, set()),
        ({"lignes": ["raison", "commune"]}, {"lignes"}),
        ({"lignes": ["nom"]}, {"lignes", "nom"}),
        ({"moyen": "sms"}, {"nom"}),
        ({"contact": "06 00 00 00 00"}, {"nom"}),
        ({"mode": "rdv_pris"}, {"mode"}),
        ({"mode": "pigeon"}, {"mode"}),
    ],
)
def test_a_fold_is_open_when_it_holds_an_error_or_a_choice(agent, said, opened):
    ref = arrived(agent)
    step, _codes = step_away(agent, ref)
    assert open_folds(text(agent.client.get(f"{page_of(ref)}confier/{step}/"))) == set()
    answer = send(agent, ref, step, [], **said)
    assert answer.status_code == 422
    assert open_folds(text(answer)) == opened


def test_two_steps_are_in_one_file_and_the_second_asks_no_name_again(agent):
    ref = arrived(agent)
    page = text(agent.client.get(page_of(ref)))
    steps = [s for s in steps_of(agent.client.get(page_of(ref))) if f"confier/{s}/" in page]
    for number, step in enumerate(steps):
        form = text(agent.client.get(f"{page_of(ref)}confier/{step}/"))
        codes = re.findall(r'name="besoins" id="[^"]+" value="([^"]+)"', form)
        agent.client.post(
            f"{page_of(ref)}confier/{step}/",
            {
                "cle": f"{number:032}",
                "besoins": codes,
                "raison": "",
                **({"nom": "Dédé"} if not number else {}),
            },
        )
    assert FollowUp.objects.count() == 1
    assert FollowUp.objects.get().name == "Dédé"
    assert Passerelle.objects.count() == len(steps)


def test_the_sheet_then_carries_the_secret_address_of_the_follow_up(agent):
    ref = arrived(agent)
    step, codes = step_away(agent, ref)
    send(agent, ref, step, codes)
    sheet = text(agent.client.get(f"{page_of(ref)}feuille/"))
    token = re.search(r"/suivi/([0-9a-f]{40})/", sheet)[1]
    assert follow_up_behind(token).ref == Visit.objects.get().follow_up_ref
    assert 'class="qr"' in sheet
    assert "Ce qui est déjà confié" in plain(agent.client.get(f"{page_of(ref)}feuille/"))


def test_a_follow_up_is_opened_once_and_takes_the_needs_said_since(agent):
    ref = arrived(agent, "creer-entreprise")
    first = open_follow_up(actor=agent.viewer, visit_ref=ref, reached=Reached("Dédé"))
    form = {"commune": "Langogne", "mode": "voiture", "max_minutes": "45", "mots": ""}
    agent.client.post(page_of(ref), {**form, "besoins": ["creer-entreprise", "me-former"]})
    assert open_follow_up(actor=agent.viewer, visit_ref=ref) == first
    file = FollowUp.objects.get()
    assert {need.code for need in file.needs.all()} == {"creer-entreprise", "me-former"}
    assert (file.name, file.referent_id) == ("Dédé", agent.user.pk)


def test_closing_the_visit_leaves_the_follow_up_to_the_person(agent):
    ref = arrived(agent)
    open_follow_up(actor=agent.viewer, visit_ref=ref)
    agent.client.post(f"{page_of(ref)}effacer/")
    assert FollowUp.objects.count() == 1


def note(agent, ref, said):
    return agent.client.post(f"{page_of(ref)}sans-reponse/", {"motif": said})


def test_a_need_that_nobody_answers_is_counted_once_in_one_tap(agent):
    ref = arrived(agent)
    for reason in ("trop_loin", "trop_loin", "horaires"):
        assert note(agent, ref, f"{NEEDS[0]}:{reason}").status_code == 303
    row = UnmetNeed.objects.get()
    assert (row.need, row.reason, row.origin) == (NEEDS[0], "trop_loin", "accueil")


def test_once_a_follow_up_is_open_the_person_sees_that_a_need_is_unmet(agent):
    ref = arrived(agent)
    open_follow_up(actor=agent.viewer, visit_ref=ref)
    note(agent, ref, f"{NEEDS[0]}:langue")
    assert UnmetNeed.objects.get().origin == "suivi"
    assert FollowUp.objects.get().needs.get(code=NEEDS[0]).state == "sans_reponse"


@pytest.mark.parametrize("said", ["", "x", "xyzzy:trop_loin", f"{NEEDS[0]}:pourquoi", "\x00:\x00"])
def test_what_cannot_be_noted_is_refused(agent, said):
    answer = note(agent, arrived(agent), said)
    assert answer.status_code == 422
    assert "Rien n'a été enregistré" in plain(answer)
    assert not UnmetNeed.objects.exists()


def test_somebody_who_helps_elsewhere_only_hands_nothing_over(agent, desk):
    limited = signing.mandated("agent", organisation=desk.ref, zone="departement", zone_code="75")
    ref = arrived(limited)
    step, codes = step_away(limited, ref)
    assert send(limited, ref, step, codes).status_code == 404
    assert not FollowUp.objects.exists()
