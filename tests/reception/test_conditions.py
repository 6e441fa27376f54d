"""What counts in a plan, on a network written by hand: one trait changes, the rest is the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from entrelieux.directory.models import Place
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.selectors import plans_for
from entrelieux.reception.situation import SituationParams
from tests.factories import OFFICE_HOURS, TODAY, Network, source

LEARN = "numerique--maitriser-les-fondamentaux-du-numerique"
START = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
CARE = "sante--acces-aux-soins"
NEED = {LEARN: "apprendre-numerique", START: "creer-entreprise", CARE: "me-soigner"}
LANGOGNE, MENDE, PRADELLES = "48080", "48095", "43154"


@pytest.fixture(autouse=True)
def _that_day():
    """What is over is left out by the day of the clock as well."""
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        yield


def plans(*asked, commune=LANGOGNE, today=TODAY, seed=1, **said):
    besoins = tuple(NEED.get(code, code) for code in asked or (LEARN,))
    params = SituationParams(commune=commune, besoins=besoins, **said)
    return plans_for(ANYONE, params, seed=seed, today=today)


def only_step(card):
    (plan,) = card.plans
    (step,) = plan.steps
    return plan, step


def answered(card):
    return {need.code for need in card.needs} - {need.code for need in card.unanswered}


@pytest.fixture
def one(network):
    """One place in Langogne that teaches, everything known and open to all."""

    def make(**changes):
        at_place = {k: changes.pop(k) for k in ("wheelchair", "position") if k in changes}
        at_place["horaires"] = changes.pop("open", OFFICE_HOURS)
        made = network.service(LEARN, place=network.place(**at_place), **changes)
        network.publish()
        return made

    return make


def test_an_exact_answer_under_known_conditions_costs_nothing(one):
    service = one()
    plan, step = only_step(
        plans(publics=("actifs",), gratuit=True, fauteuil=True, libre="Tu 08:00-12:00")
    )
    assert (plan.fit, plan.interlocutors, plan.uncovered) == (0, 1, ())
    assert step.services[0].ref == service.ref
    assert step.to_check == ()
    assert step.qualities == ("répond exactement",)


@pytest.mark.parametrize(
    ("forgotten", "said", "asked_to_check"),
    [
        ({"publics": []}, {"publics": ("actifs",)}, "Publics accueillis non précisés"),
        ({"frais": []}, {"gratuit": True}, "Demandez si c'est gratuit"),
        ({"open": ""}, {"libre": "Tu 08:00-12:00"}, "Horaires inconnus"),
        ({"open": "quand on peut"}, {"libre": "Tu 08:00-12:00"}, "Horaires inconnus"),
        ({"wheelchair": None}, {"fauteuil": True}, "Accès en fauteuil non précisé"),
        ({"position": Place.Position.COMMUNE}, {}, "Adresse mal située"),
        ({"frais": ["gratuit-sous-conditions"]}, {"gratuit": True}, "Demandez si c'est gratuit"),
        ({"frais": ["gratuit", "payant"]}, {"gratuit": True}, "Demandez si c'est gratuit"),
        ({"publics": ["seniors"]}, {}, "S'adresse à certaines personnes"),
    ],
)
def test_what_nobody_stated_never_excludes_costs_one_point_and_is_said(
    one, forgotten, said, asked_to_check
):
    one(**forgotten)
    plan, step = only_step(plans(**said))
    assert plan.fit == 1
    assert [text for text in step.to_check if text.startswith(asked_to_check)]
    assert step.qualities == ("répond exactement, une condition à vérifier",)


def test_several_unknowns_cost_one_point_and_each_is_said(one):
    one(publics=[], frais=[], open="", wheelchair=None)
    plan, step = only_step(
        plans(publics=("actifs",), gratuit=True, fauteuil=True, libre="Tu 08:00-12:00")
    )
    assert plan.fit == 1
    assert len(step.to_check) == 4


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"publics": ["seniors"]}, {"publics": ("jeunes",)}),
        ({"frais": ["payant"]}, {"gratuit": True}),
        ({"frais": ["adhesion"]}, {"gratuit": True}),
        ({"open": "Mo-Fr 09:00-17:00"}, {"libre": "Sa,Su"}),
        ({"open": "Tu 11:45-17:00"}, {"libre": "Tu 08:00-12:00"}),
        ({"wheelchair": False}, {"fauteuil": True}),
    ],
)
def test_a_condition_known_to_fail_excludes_and_only_when_it_is_asked(one, known, said):
    one(**known)
    assert plans(**said).plans == ()
    assert [need.code for need in plans(**said).unanswered] == ["apprendre-numerique"]
    assert plans().plans


def test_half_an_hour_in_common_is_enough(one):
    one(open="Tu 11:30-17:00")
    plan, step = only_step(plans(libre="Tu 08:00-12:00"))
    assert plan.fit == 0
    assert "11 h 30" in step.open_when_free


def test_one_public_in_common_is_enough(one):
    one(publics=["seniors", "jeunes"])
    assert only_step(plans(publics=("jeunes", "actifs")))[0].fit == 0


def test_a_place_further_than_the_limit_is_not_proposed(network):
    network.service(LEARN, place=network.place(MENDE))
    network.publish()
    assert plans(max_minutes=30).plans == ()
    plan, step = only_step(plans(max_minutes=90))
    assert 30 < step.minutes <= 90
    assert plan.minutes == 2 * step.minutes == plan.tour_minutes


def test_modes_change_what_is_within_reach(network):
    network.service(LEARN, place=network.place(east=0.08))
    network.publish()
    minutes = {
        mode: only_step(plans(mode=mode, max_minutes=180))[1].minutes
        for mode in ("voiture", "velo", "pied")
    }
    assert minutes["voiture"] < minutes["velo"] < minutes["pied"]
    assert plans(mode="pied", max_minutes=30).plans == ()


# At a distance


def test_a_remote_answer_costs_no_travel_but_is_somebody(network):
    network.service(LEARN, zone="pays", horaires=OFFICE_HOURS)
    network.publish()
    plan, step = only_step(plans())
    assert (plan.interlocutors, plan.minutes, plan.tour_minutes, plan.fit) == (1, 0, 0, 0)
    assert (step.place, step.minutes, step.is_remote) == (None, None, True)
    assert plans(a_distance=False).plans == ()


@pytest.mark.parametrize(
    ("zone", "code", "fit"),
    [
        ("pays", "", 0),
        ("region", "76", 0),
        ("departement", "48", 0),
        ("commune", LANGOGNE, 0),
        ("", "", 1),
        ("departement", "", 1),
        ("region", "84", None),
        ("departement", "43", None),
        ("departement", "76", None),
        ("commune", MENDE, None),
        ("epci", "200000000", None),
    ],
)
def test_a_remote_service_answers_its_zone_and_an_unstated_zone_is_to_check(
    network, zone, code, fit
):
    network.service(LEARN, zone=zone, zone_code=code, horaires=OFFICE_HOURS)
    network.publish()
    card = plans()
    if fit is None:
        assert card.plans == ()
        return
    plan, step = only_step(card)
    assert plan.fit == fit
    said = any(text.startswith("Territoire desservi non précisé") for text in step.to_check)
    assert said == bool(fit)


def test_a_place_may_serve_a_territory_only(network):
    network.service(LEARN, place=network.place(), zone="departement", zone_code="43")
    network.publish()
    assert plans().plans == ()
    assert plans(commune=PRADELLES).plans


# Who is one interlocutor, what is one trip


def test_two_organisations_under_one_roof_are_two_people_and_one_trip(network):
    house = network.place(MENDE)
    network.service(LEARN, place=house)
    network.service(START, place=house)
    network.publish()
    (plan,) = plans(LEARN, START, max_minutes=90).plans
    assert plan.interlocutors == 2
    first, second = plan.steps
    assert plan.minutes == 2 * first.minutes == 2 * second.minutes
    assert (first.same_roof_as, second.same_roof_as) == (None, 1)


def test_one_organisation_at_one_place_is_one_interlocutor(network):
    house, office = network.place(), network.organisation("Le Fil")
    network.service(LEARN, place=house, organisation=office)
    network.service(START, place=house, organisation=office)
    network.publish()
    plan, step = only_step(plans(LEARN, START))
    assert plan.interlocutors == 1
    assert {need.code for need in step.needs} == {"apprendre-numerique", "creer-entreprise"}
    assert "en un seul rendez-vous" in step.because


def test_one_organisation_at_two_places_is_two_interlocutors(network):
    office = network.organisation("Le Fil")
    network.service(LEARN, place=network.place(), organisation=office)
    network.service(START, place=network.place(east=0.02), organisation=office)
    network.publish()
    assert {plan.interlocutors for plan in plans(LEARN, START).plans} == {2}


def twins(
    network, *, east=0.0005, names=("Médiathèque de Langogne", "La médiathèque Langogne"), **more
):
    """The same place as two producers tell it, 40 metres apart unless said otherwise."""
    for slug, name, code, at in zip(("un", "deux"), names, (LEARN, START), (0, east), strict=True):
        place = network.place(name=name, slug=slug, east=at)
        office = network.organisation(more.get(slug, name), slug=slug)
        network.service(code, place=place, organisation=office, slug=slug)
    network.publish()


def test_twins_of_two_producers_are_one_interlocutor_with_both_sources(network):
    twins(network)
    plan, step = only_step(plans(LEARN, START))
    assert plan.interlocutors == 1
    assert {s.slug for s in step.sources} == {"un", "deux"}


def test_twin_places_are_one_even_when_their_organisation_is_named_otherwise(network):
    twins(network, deux="Commune de Langogne")
    plan, step = only_step(plans(LEARN, START))
    assert plan.interlocutors == 1
    assert {s.slug for s in step.sources} == {"un", "deux"}


def test_a_twin_that_hosts_several_organisations_is_none_of_them(network):
    twins(network, deux="Commune de Langogne")
    house = Place.objects.get(source__slug="deux")
    network.service(CARE, place=house, slug="deux")
    network.publish()
    assert {p.interlocutors for p in plans(LEARN, START).plans if not p.uncovered} == {2}


@pytest.mark.parametrize(
    "change", [{"east": 0.01}, {"names": ("Médiathèque", "Ludothèque")}], ids=["far", "named apart"]
)
def test_what_is_not_obvious_stays_apart(network, change):
    twins(network, **change)
    assert {p.interlocutors for p in plans(LEARN, START).plans if not p.uncovered} == {2}


# Permanences, withdrawals, borders, islands


def test_a_permanence_brings_a_service_where_it_is_held(network):
    adviser = network.service(START, place=network.place(MENDE), organisation=None)
    library = network.place(name="Médiathèque")
    network.permanence(adviser, library, "Th 09:00-12:00")
    network.publish()
    _plan, step = only_step(plans(START, max_minutes=30))
    assert step.place.ref == library.ref
    assert "jeu" in step.open
    assert plans(START, max_minutes=30, libre="Mo").plans == ()


def test_times_of_several_permanences_in_one_place_are_all_said(network):
    adviser = network.service(START, place=network.place(MENDE))
    library = network.place()
    for day in ("Th 09:00-12:00", "Mo 14:00-16:00"):
        network.permanence(adviser, library, day)
    network.publish()
    _plan, step = only_step(plans(START, max_minutes=30))
    assert "lun" in step.open
    assert "jeu" in step.open


@pytest.mark.parametrize(
    ("dates", "is_there"),
    [
        ({}, True),
        ({"ends_on": TODAY}, True),
        ({"ends_on": TODAY - timedelta(days=1)}, False),
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY + timedelta(days=1)}, False),
    ],
)
def test_a_permanence_over_or_to_come_is_not_proposed(network, dates, is_there):
    adviser = network.service(START, place=network.place(MENDE))
    network.permanence(adviser, network.place(), **dates)
    network.publish()
    assert bool(plans(START, max_minutes=30).plans) == is_there


def test_a_permanence_that_ends_leaves_plans_without_a_publication(network):
    adviser = network.service(START, place=network.place(MENDE))
    network.permanence(adviser, network.place(), ends_on=TODAY)
    network.publish()
    assert plans(START, max_minutes=30).plans
    assert plans(START, max_minutes=30, today=TODAY + timedelta(days=7)).plans == ()


def test_what_is_withdrawn_is_not_proposed(network):
    service = network.service(LEARN, place=network.place())
    service.withdrawn_on = TODAY
    service.save()
    network.publish()
    assert plans().plans == ()


def test_a_row_withdrawn_after_the_index_was_built_leaves_its_plan_out(network):
    service = network.service(LEARN, place=network.place())
    network.publish()
    assert plans().plans
    service.withdrawn_on = TODAY
    service.save()
    assert plans().plans == ()


def test_plans_cross_the_border_of_a_departement(network):
    network.service(LEARN, place=network.place(PRADELLES))
    network.publish()
    _plan, step = only_step(plans(max_minutes=20))
    assert "Pradelles" in step.commune


@pytest.mark.parametrize("island", ["29155", "56069", "85113", "2A004"])
def test_where_no_road_leads_nothing_is_within_reach(network, island):
    """Ouessant, Groix, l'Île-d'Yeu, Ajaccio: the nearest place on the mainland is no answer."""
    network.service(LEARN, place=network.place("29019"))
    network.service(LEARN, place=network.place("56121"))
    network.service(LEARN, place=network.place("85194"))
    network.publish()
    assert plans(commune=island, max_minutes=180).plans == ()


def test_a_place_on_the_island_itself_is_within_reach(network):
    network.service(LEARN, place=network.place("29155"))
    network.publish()
    assert plans(commune="29155", mode="pied").plans
    assert plans(commune="29019", max_minutes=180).plans == ()


# What is urgent, what is not answered, who comes first


def test_what_is_urgent_comes_first_and_the_rest_is_said_to_wait(network):
    network.service(LEARN, START, place=network.place())
    network.service(CARE, place=network.place(east=0.05))
    network.publish()
    (plan,) = plans(LEARN, START, CARE, urgents=("me-soigner",), max_minutes=90).plans
    first, *others = plan.steps
    assert [need.code for need in first.needs] == ["me-soigner"]
    assert first.needs[0].urgent
    assert not first.can_wait
    assert others
    assert all(step.can_wait for step in others)


def test_without_urgency_nothing_is_said_to_wait_and_what_answers_most_comes_first(network):
    network.service(LEARN, START, place=network.place())
    network.service(CARE, place=network.place(east=0.05))
    network.publish()
    plan = next(p for p in plans(CARE, LEARN, START, max_minutes=90).plans if not p.uncovered)
    assert [len(step.needs) for step in plan.steps] == [2, 1]
    assert not any(step.can_wait for step in plan.steps)


def test_needs_that_nobody_answers_are_listed(one):
    one()
    card = plans(LEARN, CARE)
    assert [need.code for need in card.unanswered] == ["me-soigner"]
    assert [need.code for need in card.plans[0].uncovered] == ["me-soigner"]
    assert answered(card) == {"apprendre-numerique"}


def test_the_step_names_first_what_answers_most_and_was_confirmed_last(network):
    house, office = network.place(), network.organisation()
    old = TODAY - timedelta(days=400)
    network.service(LEARN, place=house, organisation=office, confirmed_on=TODAY)
    both = network.service(LEARN, START, place=house, organisation=office, confirmed_on=old)
    network.publish()
    _plan, step = only_step(plans(LEARN, START))
    assert step.services[0].ref == both.ref
    assert step.confirmed_on == old, "the age of a step is that of its oldest record"


def test_an_old_record_is_said_to_be_old(network):
    network.service(
        LEARN, place=network.place(confirmed_on=date(2020, 1, 1)), confirmed_on=date(2020, 1, 1)
    )
    network.publish()
    _plan, step = only_step(plans())
    assert any(text.startswith("Fiche ancienne") for text in step.to_check)


def test_the_same_seed_gives_the_same_plans_and_days_share_the_first_place(network):
    for _ in range(6):
        network.service(LEARN, place=network.place(name="Atelier"))
    network.publish()
    first = {only_step(plans(seed=seed))[1].organisation.ref for seed in range(40)}
    assert len(first) >= 4
    assert plans(seed=3).plans == plans(seed=3).plans
    by_day = {
        only_step(plans(seed=None, today=TODAY + timedelta(days=n)))[1].organisation.ref
        for n in range(20)
    }
    assert len(by_day) >= 3


def test_by_default_the_seed_is_the_day(one):
    one()
    assert plans(seed=None).seed == TODAY.toordinal()


def test_fiction_never_stands_beside_real_places(network):
    network.service(LEARN, place=network.place())
    fiction = Network(slug="invente", fiction=True)
    fiction.service(START, place=fiction.place())
    fiction.publish()
    network.publish()
    card = plans(LEARN, START)
    assert card.is_fiction is False
    assert [need.code for need in card.unanswered] == ["creer-entreprise"]
    assert not any(s.is_fiction for p in card.plans for step in p.steps for s in step.sources)


def test_fiction_alone_is_shown_and_said(communes):
    fiction = Network(slug="invente", fiction=True)
    fiction.service(LEARN, place=fiction.place())
    fiction.publish()
    card = plans()
    assert card.is_fiction is True
    assert all(s.is_fiction for step in card.plans[0].steps for s in step.sources)
    assert source("invente").is_fiction


def test_the_order_of_the_rows_changes_nothing(communes):
    def build(reverse):
        network = Network(slug=f"ordre-{reverse}")
        rows = [(LEARN, 0.0), (START, 0.01), (LEARN, 0.02), (CARE, 0.01)]
        for rank, (code, east) in sorted(enumerate(rows), reverse=reverse):
            place = network.place(east=east, name=f"Lieu {rank}")
            Place.objects.filter(pk=place.pk).update(ref=f"{rank}-{reverse}")
            network.service(code, place=place, organisation=network.organisation(f"O{rank}"))
        network.publish()
        card = plans(LEARN, START, CARE)
        Place.objects.update(withdrawn_on=TODAY)
        return [
            (
                p.label,
                p.interlocutors,
                p.minutes,
                p.fit,
                sorted(s.organisation.name for s in p.steps),
            )
            for p in card.plans
        ]

    assert build(False) == build(True)
