"""« Pourquoi pas X ? » on rows written by hand: found by name, told the true reason in words."""

import pytest

from entrelieux.kernel import ui
from entrelieux.kernel.viewer import ANYONE
from entrelieux.reception.errors import IntakeGone, PlanMoved
from entrelieux.reception.selectors import plans_behind
from entrelieux.reception.services import open_intake, swap_step
from entrelieux.reception.situation import SituationParams
from entrelieux.reception.why_not import interlocutors_named, why_not_for
from tests.factories import TODAY

CREATE = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
LEARN = "numerique--maitriser-les-fondamentaux-du-numerique"


@pytest.fixture
def town(network):
    """One house answers to creating a business; others are added by each test."""
    add(network, "Maison du projet", CREATE)
    return network


def add(network, name, *themes, place=None, **values):
    place = place or network.place(name=f"Lieu de {name}", **values.pop("at", {}))
    organisation = network.organisation(name)
    network.service(*themes, place=place, organisation=organisation, **values)
    return organisation


def asked(network, *besoins, **said):
    network.publish()
    params = SituationParams("48080", besoins or ("creer-entreprise",), **said)
    return open_intake(actor=ANYONE, params=params)


def why(token, name, number=1):
    (found,) = interlocutors_named(ANYONE, token, name)
    return why_not_for(ANYONE, token, number, found.key)


def said(card):
    return " ".join((*card.reasons, *(cost.text for cost in card.costs)))


@pytest.mark.parametrize(
    "typed", ["Atelier des Cîmes", "atelier cimes", "CIMES", "lieu de atelier"]
)
def test_somebody_is_found_by_a_part_of_their_name_or_of_their_place(town, typed):
    add(town, "Atelier des Cimes", LEARN)
    (found,) = interlocutors_named(ANYONE, asked(town), typed)
    assert found.organisation == "Atelier des Cimes"


def test_who_bears_the_name_comes_before_who_shares_the_place(town):
    roof = town.place(name="Pôle Granit")
    add(town, "Autres", LEARN, place=roof)
    add(town, "Granit conseil", LEARN, place=roof)
    found = interlocutors_named(ANYONE, asked(town), "granit")
    assert [one.organisation for one in found] == ["Granit conseil", "Autres"]


def test_somebody_met_at_a_distance_is_found_too(town):
    organisation = town.organisation("Ligne ouverte")
    town.service(CREATE, organisation=organisation)
    card = why(asked(town, a_distance=False), "ligne")
    assert card.who.is_remote
    assert "à distance" in said(card)


@pytest.mark.parametrize("typed", ["", " ", "xyzzy", "%", "\x00", "'"])
def test_a_name_of_nobody_finds_nobody(town, typed):
    assert interlocutors_named(ANYONE, asked(town), typed) == ()


def test_who_answers_none_of_the_needs_is_said_to_answer_none(town):
    add(town, "Club d'échecs", "numerique--acceder-a-une-connexion-internet")
    card = why(asked(town), "échecs")
    assert "ne répond pas à : « Lancer mon idée »" in said(card)
    assert card.answers == card.steps == ()


def test_too_far_says_by_how_many_minutes(town):
    add(town, "Bout du monde", CREATE, at={"north": 0.6})
    token = asked(town, max_minutes=30)
    card = why(token, "bout")
    assert card.who.minutes > 30
    assert f"soit {ui.duration(card.who.minutes - 30)} de plus que les 30 min" in said(card)


@pytest.mark.parametrize(
    ("row", "asks", "reason"),
    [
        ({"frais": ["payant"]}, {"gratuit": True}, "C'est payant"),
        ({"publics": ["seniors"]}, {"publics": ("jeunes",)}, "d'autres personnes"),
        ({"horaires": "Mo 09:00-12:00"}, {"libre": "Tu"}, "fermé quand la personne est libre"),
        ({"at": {"wheelchair": False}}, {"fauteuil": True}, "fauteuil"),
    ],
)
def test_a_condition_that_fails_is_named(town, row, asks, reason):
    add(town, "Voisine", CREATE, **row)
    card = why(asked(town, **asks), "voisine")
    assert len(card.reasons) == 1
    assert reason in said(card)


def test_who_would_do_no_better_is_priced_beside_the_plan_shown(town):
    add(town, "Plus loin", CREATE, at={"north": 0.1})
    card = why(asked(town), "plus loin")
    assert "Le parcours montré fait aussi bien ou mieux" in said(card)
    assert any(cost.text.startswith("+ ") and "trajet" in cost.text for cost in card.costs)
    assert [name for _key, name in card.steps] == ["Maison du projet"]


def test_a_draw_is_said_to_be_one(town):
    add(town, "Jumelle", CREATE)
    token = asked(town)
    met = plans_behind(ANYONE, token).plans[0].steps[0].organisation.name
    other = "maison" if met == "Jumelle" else "jumelle"
    card = why(token, other)
    assert "tirage au sort" in said(card)
    assert card.costs == ()


def test_who_is_met_already_is_said_to_be(town):
    card = why(asked(town), "maison")
    assert card.is_met
    assert card.steps == ()


def test_whom_another_plan_meets_is_said_to_be_another_compromise(town):
    add(town, "Tout ensemble", CREATE, LEARN, at={"north": 0.12})
    add(town, "École du clic", LEARN)
    token = asked(town, "creer-entreprise", "apprendre-numerique")
    plans = plans_behind(ANYONE, token).plans
    names = {"tout ensemble": "Tout ensemble", "clic": "École du clic"}
    met = {step.organisation.name for step in plans[0].steps}
    (typed,) = [typed for typed, name in names.items() if name not in met]
    card = why(token, typed)
    assert "autre compromis" in said(card)
    assert card.other_plan > 1


def test_whom_one_prefers_may_be_met_instead(town):
    add(town, "Plus loin", CREATE, at={"north": 0.1})
    token = asked(town)
    card = why(token, "plus loin")
    swap_step(actor=ANYONE, token=token, number=1, step=card.steps[0][0], person=card.who.key)
    assert why(token, "plus loin").is_met


def test_nobody_of_a_reference_and_nothing_at_an_address_are_refused(town):
    with pytest.raises(PlanMoved):
        why_not_for(ANYONE, asked(town), 1, "0" * 16)
    with pytest.raises(IntakeGone):
        interlocutors_named(ANYONE, "absent", "maison")


def test_somebody_withdrawn_since_is_found_no_more(town):
    gone = add(town, "Ancienne", CREATE)
    token = asked(town)
    gone.service_set.update(withdrawn_on=TODAY)
    assert interlocutors_named(ANYONE, token, "ancienne") == ()
