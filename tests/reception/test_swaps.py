"""Meeting somebody else at a step: what it costs, what is kept, what is refused, what is undone."""

import random
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from entrelieux.directory.models import Publication, Service
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.reception.errors import IntakeGone, PlanMoved
from entrelieux.reception.models import Intake
from entrelieux.reception.planning import none_of
from entrelieux.reception.selectors import plans_behind, swaps_for
from entrelieux.reception.services import (
    digest_of,
    erase_intake,
    open_intake,
    restore_plan,
    swap_step,
)
from entrelieux.reception.situation import SituationParams
from tests.factories import TODAY
from tests.reception.test_plans_demo import situations

THREE = ("creer-entreprise", "apprendre-numerique", "tester-activite")
NEEDS = [need.code for need in needs_pack.load_needs()]
HOSTILE = ("", "0" * 16, "zz", "../..", "é" * 16, "١" * 16, "9" * 400, "' OR 1=1 --", "\x00")


def intake(*besoins, commune="48080", **said):
    params = SituationParams(commune=commune, besoins=besoins or THREE, **said)
    return open_intake(actor=ANYONE, params=params)


def row(token):
    return Intake.objects.get(token_digest=digest_of(token))


def plans(token):
    return plans_behind(ANYONE, token).plans


def met(plan):
    return {(step.key, tuple(need.code for need in step.needs)) for step in plan.steps}


def figures(plan):
    return (
        len(plan.uncovered), plan.interlocutors, plan.minutes, plan.fit, plan.tour_minutes,
        met(plan), plan.precision,
    )  # fmt: skip


def swap(token, number, step, person):
    swap_step(actor=ANYONE, token=token, number=number, step=step, person=person)


def first_swap(token, at=0):
    """(plan number, key of a step, the card of who may be met instead)."""
    for plan in plans(token):
        for step in plan.steps:
            others = swaps_for(ANYONE, token, plan.number, step.key).alternatives
            if len(others) > at:
                return plan.number, step.key, others[at]
    raise AssertionError("nobody else anywhere")


def plain(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def signed(texts, words):
    """The figure of a cost: « + 12 min de trajet » → 12, « − 1 personne » → -1, absent → 0."""
    for text in texts:
        found = re.fullmatch(rf"([+−]) (?:(\d+) h ?)?(?:(\d+) ?(?:min)?)? ?{words}.*",
                             re.sub(r"\s", " ", text))  # fmt: skip
        if found:
            minutes = 60 * int(found[2] or 0) + int(found[3] or 0)
            return minutes if found[1] == "+" else -minutes
    return 0


@pytest.mark.usefixtures("demo")
class TestOnTheFictionalNetwork:
    def test_the_cost_said_is_the_difference_of_the_figures(self):
        seen = 0
        for said in list(situations(20)):
            besoins = said.pop("besoins")
            token = intake(*besoins, **said)
            for before in plans(token)[:2]:
                step = before.steps[-1]
                for other in swaps_for(ANYONE, token, before.number, step.key).alternatives[:2]:
                    swap(token, before.number, step.key, other.step.key)
                    after = plans(token)[before.number - 1]
                    said_costs = [cost.text for cost in other.costs]
                    assert signed(said_costs, "de trajet") == after.minutes - before.minutes
                    people = signed(said_costs, "personnes? à voir")
                    assert people == after.interlocutors - before.interlocutors
                    self.check_needs(before, after, step, other)
                    restore_plan(actor=ANYONE, token=token, number=before.number)
                    assert figures(plans(token)[before.number - 1]) == figures(before)
                    seen += 1
        assert seen > 25

    def check_needs(self, before, after, step, other):
        lost = {need.code for need in after.uncovered} - {need.code for need in before.uncovered}
        texts = " ".join(cost.text for cost in other.costs)
        for need in after.uncovered:
            assert (need.short in texts) == (need.code in lost)
        assert lost <= {need.code for need in step.needs}
        given = [need.code for one in after.steps for need in one.needs]
        assert len(given) == len(set(given))
        for untouched in before.steps:
            if untouched.key != step.key:
                now = next(one for one in after.steps if one.key == untouched.key)
                assert {n.code for n in untouched.needs} <= {n.code for n in now.needs}
        met_now = {one.key for one in after.steps}
        assert other.step.key in met_now
        assert after.interlocutors == len(after.steps)
        trips = [s.minutes for s in after.steps if s.minutes is not None and not s.same_roof_as]
        assert after.minutes == 2 * sum(trips)
        assert after.tour_minutes is None or after.tour_minutes <= after.minutes

    def test_choosing_the_first_one_again_gives_the_same_plan(self):
        token = intake()
        number, step, other = first_swap(token)
        before = plans(token)[number - 1]
        swap(token, number, step, other.step.key)
        again = swaps_for(ANYONE, token, number, other.step.key).alternatives
        proposed = [one for one in again if one.is_proposed]
        assert [one.step.key for one in proposed] == [step]
        swap(token, number, other.step.key, step)
        assert plans(token)[number - 1] == before
        assert row(token).choices == {}

    def test_several_steps_can_be_swapped_and_undone_at_once(self):
        draw = random.Random(5)
        token = intake(*draw.sample(NEEDS, 6))
        before = plans(token)
        for _ in range(5):
            plan = plans(token)[0]
            step = draw.choice(plan.steps).key
            others = swaps_for(ANYONE, token, 1, step).alternatives
            if others:
                swap(token, 1, step, draw.choice(others).step.key)
        assert plans(token)[0].change is not None
        assert figures(plans(token)[1]) == figures(before[1]) if len(before) > 1 else True
        restore_plan(actor=ANYONE, token=token, number=1)
        assert plans(token) == before

    def test_a_changed_plan_says_what_changed_and_by_how_much(self):
        token = intake()
        number, step, other = first_swap(token)
        before = plans(token)[number - 1]
        swap(token, number, step, other.step.key)
        after = plans(token)[number - 1]
        name = next(one.organisation.name for one in before.steps if one.key == step)
        assert after.change.swaps == ((name, other.step.organisation.name),)
        told = next(one for one in after.steps if one.key == other.step.key)
        assert told.instead_of == name
        assert told.because == "Vous l'avez choisi."
        assert not any("évite un trajet" in one.because for one in after.steps)
        assert before.label in after.label
        travel = next(f for f in after.change.figures if f.label.startswith("Trajet"))
        assert travel.is_same == (before.minutes == after.minutes)

    def test_at_most_six_others_best_first_and_never_the_one_shown(self):
        for said in list(situations(10)):
            token = intake(*said.pop("besoins"), **said)
            for plan in plans(token)[:2]:
                for step in plan.steps:
                    others = swaps_for(ANYONE, token, plan.number, step.key).alternatives
                    keys = [other.step.key for other in others]
                    assert len(keys) == len(set(keys)) <= 6
                    assert step.key not in keys
                    wanted = {need.code for need in step.needs}
                    for other in others:
                        assert wanted & {need.code for need in other.step.needs}
                        assert other.costs
                        if other.step.minutes is not None:
                            assert other.step.minutes <= said["max_minutes"]

    def test_the_plan_of_an_evening_is_found_again_the_next_day(self):
        token = intake()
        number, step, other = first_swap(token)
        swap(token, number, step, other.step.key)
        today = plans_behind(ANYONE, token)
        created = row(token).created_at
        Intake.objects.update(created_at=created - timedelta(days=1))
        yesterday = plans_behind(ANYONE, token)
        assert yesterday.seed == today.seed - 1
        Intake.objects.update(created_at=created)
        tomorrow = date.fromordinal(today.seed + 1)
        later = plans_behind(ANYONE, token, today=tomorrow)
        assert later.seed == today.seed
        assert not later.choices_dropped
        assert met(later.plans[number - 1]) == met(today.plans[number - 1])

    def test_asking_twice_is_asking_once_and_writes_one_line(self):
        token = intake()
        number, step, other = first_swap(token)
        for _ in range(2):
            swap(token, number, step, other.step.key)
        lines = JournalEntry.objects.filter(verb="parcours.changé")
        assert [line.facts for line in lines] == [{"steps": 1}]
        for _ in range(2):
            restore_plan(actor=ANYONE, token=token, number=number)
        assert JournalEntry.objects.filter(verb="parcours.rétabli").count() == 1

    def test_what_is_kept_says_nothing_of_needs_nor_of_publics(self):
        token = intake(publics=("demandeurs-emploi",))
        number, step, other = first_swap(token)
        swap(token, number, step, other.step.key)
        kept = repr(row(token).choices)
        assert not any(code in kept for code in (*NEEDS, "demandeurs-emploi"))
        assert re.fullmatch(r"[{}':, 0-9a-f]+", kept)

    @pytest.mark.parametrize("person", HOSTILE)
    def test_a_person_that_is_nobody_is_refused_and_nothing_is_kept(self, person):
        token = intake()
        number, step, _ = first_swap(token)
        with pytest.raises(PlanMoved):
            swap(token, number, step, person)
        assert row(token).choices == {}

    @pytest.mark.parametrize("step", HOSTILE)
    def test_a_step_that_is_not_there_is_refused(self, step):
        token = intake()
        number, _, other = first_swap(token)
        with pytest.raises(PlanMoved):
            swap(token, number, step, other.step.key)
        with pytest.raises(PlanMoved):
            swaps_for(ANYONE, token, number, step)

    @pytest.mark.parametrize("number", [0, 99, 10**12])
    def test_a_plan_that_is_not_there_is_refused_and_put_back_without_harm(self, number):
        token = intake()
        _, step, other = first_swap(token)
        with pytest.raises(PlanMoved):
            swap(token, number, step, other.step.key)
        restore_plan(actor=ANYONE, token=token, number=number)
        assert row(token).choices == {}

    @pytest.mark.parametrize(
        "choices",
        [
            {"": {}},
            {"x": {"a": "b"}},
            {"0" * 16: {"1" * 16: "2" * 16}},
            {"x": []},
            {"x": None},
            {"x": {"a": None, "é": 3}},
        ],
    )
    def test_choices_that_mean_nothing_any_more_are_dropped_and_it_is_said(self, choices):
        token = intake()
        before = plans_behind(ANYONE, token)
        Intake.objects.update(choices=choices)
        after = plans_behind(ANYONE, token)
        assert after.choices_dropped
        assert after.plans == before.plans
        restore_plan(actor=ANYONE, token=token, number=1)
        assert row(token).choices == {}
        assert not plans_behind(ANYONE, token).choices_dropped

    def test_somebody_who_cannot_be_met_there_is_refused(self):
        """Within reach of somebody else, or who answers nothing of the step."""
        token = intake("creer-entreprise", "chercher-logement", max_minutes=15)
        far = intake("creer-entreprise", "chercher-logement", commune="12145", max_minutes=15)
        strangers = {step.key for plan in plans(far) for step in plan.steps if not step.is_remote}
        step = plans(token)[0].steps[0].key
        near = {s.key for plan in plans(token) for s in plan.steps}
        for stranger in strangers - near:
            with pytest.raises(PlanMoved):
                swap(token, 1, step, stranger)

    def test_after_the_end_nothing_answers(self):
        token = intake()
        number, step, other = first_swap(token)
        erase_intake(actor=ANYONE, token=token)
        for call in (
            lambda: swap(token, number, step, other.step.key),
            lambda: swaps_for(ANYONE, token, number, step),
            lambda: restore_plan(actor=ANYONE, token=token, number=number),
            lambda: plans_behind(ANYONE, token),
        ):
            with pytest.raises(IntakeGone):
                call()


def test_answers_that_change_leave_word_that_steps_had_been_changed():
    assert none_of({}) == {}
    assert none_of({"0" * 16: {"a": "b"}}) == {"": {}}


@pytest.fixture
def two_doors(network):
    """Two advisers for one need, one near and one further; and a library for another."""
    adviser = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
    near = network.place(name="Près", north=0.05)
    far = network.place(name="Loin", north=0.25)
    network.service(adviser, place=near, organisation=network.organisation("Conseil près"))
    network.service(adviser, place=far, organisation=network.organisation("Conseil loin"))
    Publication.objects.create()
    return near, far


def test_an_offer_that_changed_drops_the_choice_and_says_so(two_doors):
    token = intake("creer-entreprise")
    (plan,) = plans(token)
    (other,) = swaps_for(ANYONE, token, 1, plan.steps[0].key).alternatives
    assert other.step.organisation.name == "Conseil loin"
    assert signed([c.text for c in other.costs], "de trajet") > 0
    swap(token, 1, plan.steps[0].key, other.step.key)
    assert plans(token)[0].steps[0].organisation.name == "Conseil loin"
    Service.objects.filter(organisation__name="Conseil loin").update(withdrawn_on=TODAY)
    Publication.objects.create()
    card = plans_behind(ANYONE, token)
    assert card.choices_dropped
    assert card.plans == (plan,)


def test_nobody_else_is_said_kindly(network, client):
    adviser = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
    network.service(adviser, place=network.place())
    Publication.objects.create()
    token = intake("creer-entreprise")
    step = plans(token)[0].steps[0].key
    page = plain(client.get(reverse("reception:swap", args=[token, 1, step])))
    assert "Nous ne connaissons personne d'autre" in page
    assert "Effacer et passer à la personne suivante" in page


@pytest.mark.usefixtures("demo")
class TestPages:
    def test_the_whole_way_without_scripts(self, client):
        token = intake()
        number, step, other = first_swap(token)
        home = reverse("reception:plans", args=[token])
        link = reverse("reception:swap", args=[token, number, step])
        assert link in client.get(home, {"plan": number}).content.decode()
        page = client.get(link)
        assert page.status_code == 200
        assert other.step.organisation.name in plain(page)
        for cost in other.costs:
            assert re.sub(r"\s+", " ", cost.text) in plain(page)
        sent = client.post(link, {"avec": other.step.key})
        assert (sent.status_code, sent["Location"]) == (303, f"{home}?plan={number}#parcours")
        shown = plain(client.get(home, {"plan": number}))
        assert "Parcours changé par vous" in shown
        assert "Revenir au parcours proposé" in shown
        paper = plain(client.get(f"{home}imprimer/", {"plan": number}))
        assert other.step.organisation.name in paper
        assert "changé par vous" in paper
        compared = plain(client.get(f"{home}comparer/"))
        assert "changé par vous" in compared
        back = client.post(reverse("reception:restore", args=[token, number]))
        assert back.status_code == 303
        assert "changé par vous" not in plain(client.get(home, {"plan": number}))

    def test_no_need_and_no_public_is_in_any_address(self, client):
        token = intake(publics=("demandeurs-emploi",))
        number, step, _ = first_swap(token)
        for address in ("", "comparer/", f"changer/{number}/{step}/", "imprimer/"):
            html = client.get(f"/parcours/{token}/{address}").content.decode()
            links = re.findall(r'(?:href|action)="([^"]+)"', html)
            asked = [link for link in links if "/parcours/" in link]
            assert asked
            for link in asked:
                assert not any(code in link for code in (*THREE, "demandeurs-emploi")), link

    def test_erasing_is_one_button_away_on_every_page(self, client):
        token = intake()
        number, step, _ = first_swap(token)
        erase = f'action="/parcours/{token}/effacer/"'
        for address in ("", "comparer/", f"changer/{number}/{step}/", "imprimer/"):
            response = client.get(f"/parcours/{token}/{address}")
            assert erase in response.content.decode(), address
            assert "no-store" in response["Cache-Control"]
            assert 'content="noindex"' in response.content.decode()

    def test_a_page_left_open_too_long_is_answered_calmly(self, client):
        token = intake()
        number, step, _ = first_swap(token)
        for person in HOSTILE:
            response = client.post(
                reverse("reception:swap", args=[token, number, step]), {"avec": person}
            )
            assert response.status_code == 409
            assert "a changé" in plain(response)
            assert "Effacer et passer" in plain(response)
        for address in (f"changer/99/{step}/", f"changer/{number}/{'0' * 16}/", "changer/1/x/"):
            response = client.get(f"/parcours/{token}/{address}")
            assert response.status_code == 404, address
        assert client.post(reverse("reception:swap", args=[token, number, step])).status_code == 409

    def test_hostile_addresses_never_break(self, client):
        never = "a" * 32
        for token in (never, "%00", "é", "x" * 300):
            for address in ("comparer/", "changer/1/0123456789abcdef/"):
                assert client.get(f"/parcours/{token}/{address}").status_code == 404
            assert client.post(f"/parcours/{token}/revenir/1/").status_code == 404
        assert client.get(f"/parcours/{never}/changer/-1/x/").status_code == 404
        assert client.get(f"/parcours/{never}/changer/{'9' * 30}/x/").status_code == 404

    def test_a_swap_is_written_only_when_it_is_sent_by_this_site(self):
        token = intake()
        number, step, other = first_swap(token)
        strict = Client(enforce_csrf_checks=True)
        address = reverse("reception:swap", args=[token, number, step])
        assert strict.post(address, {"avec": other.step.key}).status_code == 403
        assert strict.get(f"/parcours/{token}/revenir/{number}/").status_code == 405
        assert row(token).choices == {}

    def test_choices_that_no_longer_hold_are_said_on_the_page(self, client):
        token = intake()
        Intake.objects.update(choices={"": {}})
        home = f"/parcours/{token}/"
        assert "Vous aviez changé des étapes" in plain(client.get(home))
        client.post(f"{home}revenir/1/")
        assert "Vous aviez changé des étapes" not in plain(client.get(home))

    def test_reading_writes_nothing(self, client):
        token = intake()
        number, step, _ = first_swap(token)
        before, lines = row(token).choices, JournalEntry.objects.count()
        for address in ("", "comparer/", f"changer/{number}/{step}/", "imprimer/"):
            client.get(f"/parcours/{token}/{address}")
        assert (row(token).choices, JournalEntry.objects.count()) == (before, lines)
