"""Plans on the fictional network: what is true of any situation, and what it was drawn to show."""

import random

import pytest

from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.reception.schemas import PlansOut
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.situation import SituationParams
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("demo")
COMMUNES = ("48080", "48095", "48061", "48092", "48104", "43154", "12145", "07019", "15187")
NEEDS = [need.code for need in needs_pack.load_needs()]
THREE = ("creer-entreprise", "avoir-ordinateur", "garder-ses-droits")


def plans(*besoins, commune="48080", seed=1, today=TODAY, **said):
    params = SituationParams(commune=commune, besoins=besoins or THREE, **said)
    return plans_for(ANYONE, params, seed=seed, today=today)


def situations(count):
    draw = random.Random(7)
    for _ in range(count):
        besoins = draw.sample(NEEDS, draw.randint(1, 8))
        yield {
            "besoins": besoins,
            "commune": draw.choice(COMMUNES),
            "mode": draw.choice(["voiture", "voiture", "velo", "pied"]),
            "max_minutes": draw.choice([15, 45, 90]),
            "libre": draw.choice(["", "", "Tu 08:00-12:00", "Sa", "We,Th 14:00-18:00"]),
            "publics": draw.choice([(), ("demandeurs-emploi",), ("seniors", "familles")]),
            "gratuit": draw.random() < 0.3,
            "fauteuil": draw.random() < 0.2,
            "a_distance": draw.random() < 0.8,
            "urgents": tuple(draw.sample(besoins, draw.choice([0, 0, 1]))),
        }


def vector(plan):
    return len(plan.uncovered), plan.interlocutors, plan.minutes, plan.fit


def dominates(one, other):
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def test_what_is_true_of_any_plan():
    seen = 0
    for said in situations(40):
        card = plans(*said.pop("besoins"), **said)
        vectors = [vector(plan) for plan in card.plans]
        assert len(card.plans) <= 5
        assert len(set(vectors)) == len(vectors)
        assert not any(dominates(a, b) for a in vectors for b in vectors)
        assert card.front_size >= len(card.plans)
        if not card.plans:
            assert card.unanswered == card.needs
        for plan in card.plans:
            seen += 1
            check_plan(card, plan, said)
    assert seen > 60


def check_plan(card, plan, said):
    given = [need.code for step in plan.steps for need in step.needs]
    assert len(given) == len(set(given))
    assert set(given) | {n.code for n in plan.uncovered} == {n.code for n in card.needs}
    assert {n.code for n in card.unanswered} <= {n.code for n in plan.uncovered}
    assert plan.interlocutors == len(plan.steps)
    assert [step.number for step in plan.steps] == list(range(1, len(plan.steps) + 1))
    trips = [s.minutes for s in plan.steps if s.minutes is not None and s.same_roof_as is None]
    assert plan.minutes == 2 * sum(trips)
    assert all(minutes <= said["max_minutes"] for minutes in trips)
    assert plan.tour_minutes is None or plan.tour_minutes <= plan.minutes
    assert plan.label
    assert plan.reason
    waits = [step.can_wait for step in plan.steps]
    assert not any(waits) or said["urgents"]
    for step in plan.steps:
        assert step.because
        assert step.sources
        assert all(source.is_fiction for source in step.sources)
        assert step.services
        assert len(step.needs) == len(step.qualities)
        assert all(step.qualities)
        assert step.is_remote == (step.place is None) == (step.minutes is None)
        if step.is_remote:
            assert said["a_distance"]
        if said["libre"] and step.open:
            assert step.open_when_free
        if not step.open:
            assert any("Horaires inconnus" in text for text in step.to_check)


def test_an_urgent_need_that_can_be_answered_always_is_and_first():
    for said in situations(40):
        besoins = said.pop("besoins")
        said["urgents"] = (besoins[0],)
        card = plans(*besoins, **said)
        if besoins[0] in {need.code for need in card.unanswered}:
            continue
        for plan in card.plans:
            answered = [besoins[0] in {n.code for n in step.needs} for step in plan.steps]
            assert any(answered)
            roof = [step.same_roof_as or step.number for step in plan.steps]
            assert roof[answered.index(True)] == 1


def test_more_time_never_answers_fewer_needs_nor_takes_more_people():
    for said in situations(12):
        besoins = said.pop("besoins")
        best = None
        for minutes in (15, 30, 60, 120):
            card = plans(*besoins, **{**said, "max_minutes": minutes})
            now = min((vector(plan)[:2] for plan in card.plans), default=(len(card.needs), 0))
            assert best is None or now <= best
            best = now


def test_a_plan_from_langogne_crosses_into_haute_loire():
    card = plans(*THREE, "trouver-financement", max_minutes=60)
    towns = {step.commune[:2] for plan in card.plans for step in plan.steps if step.place}
    assert "43" in towns


def test_fewer_people_further_or_more_people_nearer_are_both_shown():
    card = plans(max_minutes=60)
    people = {plan.interlocutors for plan in card.plans}
    assert len(people) >= 2
    fewest = min(card.plans, key=lambda plan: plan.interlocutors)
    nearest = min(card.plans, key=lambda plan: plan.minutes)
    assert fewest.minutes > nearest.minutes


def test_a_need_answered_nowhere_is_listed():
    card = plans("travailler-etranger", "creer-entreprise", max_minutes=180)
    assert [need.code for need in card.unanswered] == ["travailler-etranger"]


def test_a_need_out_of_reach_is_listed():
    near = plans("sortir-addiction", commune="48104", max_minutes=30)
    assert [need.code for need in near.unanswered] == ["sortir-addiction"]


def test_four_teams_under_one_roof_are_one_trip():
    card = plans(
        "garder-ses-droits", "apprendre-numerique", "chercher-emploi", "aide-alimentaire",
        a_distance=False,
    )  # fmt: skip
    roofs = [step for plan in card.plans for step in plan.steps if step.same_roof_as is not None]
    assert roofs
    assert {step.adresse for step in roofs} == {"4 place des Tilleuls"}


def test_the_same_day_gives_the_same_plans():
    assert plans(seed=None).plans == plans(seed=None).plans
    assert plans(seed=None).seed == TODAY.toordinal()


def test_what_was_taken_into_account_is_said():
    lines = plans(
        libre="Tu 08:00-12:00",
        publics=("seniors",),
        gratuit=True,
        fauteuil=True,
        a_distance=False,
    ).situation_lines
    said = " ".join(lines)
    for words in ("Langogne", "en voiture", "45 minutes", "Libre : mar", "Gratuit seulement"):
        assert words in said
    assert offer_pack.publics()["seniors"].label in said
    assert "en fauteuil" in said
    assert "Sans rendez-vous à distance" in said
    assert len(plans().situation_lines) == 1


def test_the_estimate_is_said_to_be_one_and_not_to_be_validated():
    card = plans()
    assert "estimé" in card.estimate
    assert "montagne" in card.not_validated
    out = PlansOut.from_card(card)
    assert out.estimate.is_estimate
    assert out.fiction


def test_few_queries_however_many_needs(django_assert_max_num_queries):
    plans()
    with django_assert_max_num_queries(15):
        plans(*NEEDS[:8], max_minutes=120)


def test_arrondissements_keep_their_own_point():
    """Somebody in the 9th arrondissement of Lyon does not start from the town hall of Lyon."""
    from entrelieux.reception.schemas import SituationIn

    said = SituationIn(commune="Lyon 9e Arrondissement", besoins=["creer-entreprise"])
    whole = SituationIn(commune="Lyon", besoins=["creer-entreprise"])
    one, other = (plans_for(ANYONE, s.params(), today=TODAY).origin for s in (said, whole))
    assert one.code == other.code
    assert (one.lon, one.lat) != (other.lon, other.lat)
