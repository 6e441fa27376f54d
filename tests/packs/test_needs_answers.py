"""What answers what: nothing is promised that a counter could not keep."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.packs.fr import needs as pack
from entrelieux.packs.fr.needs import NeedUnknown, Quality, Scheme

EXACT, PROCHE, VOISIN = Quality

OF_THE_PROJECT = {need.code for need in pack.load_needs() if need.family == "mon-projet"}
OF_THE_FIRM = {need.code for need in pack.load_needs() if need.family == "mon-entreprise"}
# What only a business adviser answers; a place to work, a workshop and a mentor are elsewhere too.
OF_CREATION = {
    "creer-entreprise",
    "structurer-projet",
    "demarches-creation",
    "tester-activite",
    "choisir-statut",
    "trouver-financement",
}


def quality(scheme, code, need):
    return dict(pack.answers_for(scheme, code)).get(need)


def test_every_need_has_an_exact_answer_somewhere():
    exact = {answer.need for answer in pack.load_answers() if answer.quality is EXACT}
    assert exact == set(pack.needs_by_code())


def test_qualities_are_the_penalties_the_engine_adds_up():
    assert [int(quality) for quality in Quality] == [0, 1, 2]


def test_the_codes_a_need_lists_answer_it():
    for need in pack.load_needs():
        for theme in need.thematiques:
            assert quality(Scheme.THEMATIQUE, theme, need.code) is not None
        for service in need.services_mediation:
            assert quality(Scheme.MEDIATION, service, need.code) is not None
        for sujet in need.sujet_entreprises:
            assert quality(Scheme.SUJET_ENTREPRISES, sujet, need.code) is not None


@pytest.mark.parametrize("scheme", [Scheme.MEDIATION, Scheme.THEME_CRA])
def test_mediation_never_answers_creation_exactly(scheme):
    """Gaps G1, G2 and G4: nine services, none about creating a business."""
    for answer in pack.load_answers():
        if answer.scheme is scheme and answer.need in OF_THE_PROJECT | OF_THE_FIRM:
            assert answer.quality > EXACT, answer


def test_a_mediation_place_that_once_ticked_business_creation_is_a_way_in_only():
    """The service of 2022 is kept, below what a business adviser would give."""
    answers = dict(pack.answers_for("mediation", "Créer et développer mon entreprise"))
    assert answers["creer-entreprise"] is VOISIN
    assert answers["etre-visible-internet"] is PROCHE
    assert EXACT not in answers.values()


def test_a_public_counter_answers_procedures_and_not_business_creation():
    """Gap G6: national operators, none about creating a business."""
    counter = pack.profile_of(place_kind="france-services")
    for code in ("faire-demarches-en-ligne", "connaitre-droits", "garder-ses-droits"):
        assert counter[code] is EXACT
    assert counter["apprendre-numerique"] is VOISIN
    assert counter.get("demarches-creation") is VOISIN
    assert not (OF_CREATION - {"demarches-creation"}) & set(counter)


def test_a_library_promises_only_what_must_be_checked():
    library = pack.profile_of(place_kind="bibliotheque")
    assert library["acces-internet"] is PROCHE
    assert library["lieu-travail"] is PROCHE
    assert library["ne-plus-etre-seul"] is VOISIN
    assert min(library.values()) is PROCHE


def test_business_advice_answers_the_idea_and_the_statute():
    for kind in ("bge", "chambre-consulaire"):
        for code in ("creer-entreprise", "structurer-projet", "choisir-statut"):
            assert quality(Scheme.PLACE_KIND, kind, code) is EXACT
    assert quality(Scheme.PLACE_KIND, "cae", "tester-activite") is EXACT
    assert quality(Scheme.RESEAU, "adie", "trouver-financement") is EXACT


def test_a_family_alone_is_never_exact():
    """« mobilite » alone says neither which theme nor for whom."""
    for answer in pack.load_answers():
        family_alone = answer.scheme in {Scheme.THEMATIQUE, Scheme.THEMATIQUE_V0} and (
            "--" not in answer.code
        )
        assert not (family_alone and answer.quality is EXACT), answer


def test_a_well_being_workshop_is_not_care_and_a_hostel_is_not_a_bed_tonight():
    assert quality("thematique", "remobilisation--bien-etre-confiance-en-soi", "aller-mieux") == 2
    assert quality("place-kind", "hebergement", "trouver-hebergement") == 1


def test_a_procedure_counter_is_not_sent_what_needs_care_or_law():
    """Over 9 000 real places offer help with procedures: they must not seem to answer anything."""
    counter = pack.profile_of(["Aide aux démarches administratives"])
    assert not {"me-soigner", "aller-mieux", "droit-sejour", "defendre-droits"} & set(counter)


def test_a_conditional_answer_says_why():
    noted = [a for a in pack.load_answers() if a.note]
    assert len(noted) > 300
    assert all(a.quality > EXACT for a in noted)


def test_every_row_says_where_it_comes_from():
    provenances = {answer.provenance for answer in pack.load_answers()}
    assert provenances == {"MED7", "data·inclusion v1", "médiation numérique", "jugement"}


def test_a_network_answers_what_its_kind_of_place_answers():
    assert pack.answers_for("reseau", "reseau-bge") == pack.answers_for("place-kind", "bge")
    assert pack.answers_for("reseau", "pjj") == ()


def test_typologies_lead_to_kinds():
    assert pack.place_kind_of("RFS").code == "france-services"
    assert pack.place_kind_of("BIB").code == "bibliotheque"
    assert pack.place_kind_of(" TIERS_LIEUX ").code == "tiers-lieu"
    assert pack.place_kind_of("mediatheque").code == "bibliotheque"
    assert pack.place_kind_of("inconnue") is None
    assert pack.place_kind_of("") is None


def test_a_sloppy_service_label_is_understood():
    assert (
        pack.service_mediation("Comprehension  du monde NUMERIQUE")
        == "Compréhension du monde numérique"
    )
    assert pack.service_mediation("Réparation de vélos") is None
    assert pack.answers_for("mediation", "Comprehension du monde numérique") == pack.answers_for(
        "mediation", "Compréhension du monde numérique"
    )


def test_services_of_the_schema_before_2023_still_answer():
    assert quality("mediation", "Prendre en main un ordinateur", "apprendre-numerique") is EXACT
    assert quality("mediation", "S'équiper en matériel informatique", "avoir-ordinateur") is EXACT


def test_an_old_theme_answers_as_its_successor_unless_the_pack_says_otherwise():
    old = pack.answers_for("thematique", "gestion-financiere--apprendre-a-gerer-son-budget")
    new = pack.answers_for("thematique", "difficultes-financieres--ameliorer-sa-gestion-budgetaire")
    assert old == new
    # v0 is more precise than its successor « structurer »
    assert (
        quality("thematique", "creation-activite--financer-son-projet", "trouver-financement")
        is EXACT
    )
    assert quality("thematique", "creation-activite--financer-son-projet", "choisir-statut") is None


def test_an_unknown_code_answers_nothing_and_an_unknown_scheme_is_a_mistake():
    assert pack.answers_for("thematique", "n-existe-pas") == ()
    with pytest.raises(ValueError, match="vocabulaire"):
        pack.answers_for("vocabulaire", "x")


def test_a_family_is_the_same_in_both_versions():
    for family in ("mobilite", "numerique", "sante"):
        assert pack.answers_for("thematique-v0", family) == pack.answers_for("thematique", family)


def test_a_repeated_family_adds_nothing_to_a_theme():
    """v0 files write « numerique » beside every « numerique--… »."""
    alone = pack.profile_of(thematiques=["numerique--acceder-a-une-connexion-internet"])
    repeated = pack.profile_of(
        thematiques=["numerique", "numerique--acceder-a-une-connexion-internet"]
    )
    assert repeated == alone
    assert pack.profile_of(thematiques=["numerique"])


def test_what_a_place_declares_is_exact():
    profile = pack.profile_of(place_kind="tiers-lieu", declared=["creer-entreprise"])
    assert profile["creer-entreprise"] is EXACT
    with pytest.raises(NeedUnknown):
        pack.profile_of(declared=["creer-entrprise"])


def test_an_offer_nobody_described_answers_nothing():
    assert pack.profile_of() == {}
    assert pack.profile_of(place_kind="association") == {}


codes = st.sampled_from(
    [(answer.scheme, answer.code) for answer in pack.load_answers() if "--" in answer.code]
    + [(a.scheme, a.code) for a in pack.load_answers() if a.scheme is not Scheme.THEMATIQUE]
).filter(lambda pair: pair[0] in {Scheme.MEDIATION, Scheme.THEMATIQUE, Scheme.RESEAU})


def profile(pairs):
    return pack.profile_of(
        [code for scheme, code in pairs if scheme is Scheme.MEDIATION],
        [code for scheme, code in pairs if scheme is Scheme.THEMATIQUE],
        None,
        [code for scheme, code in pairs if scheme is Scheme.RESEAU],
    )


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(codes, max_size=6), codes)
def test_one_more_code_never_makes_an_offer_worse(pairs, extra):
    before, after = profile(pairs), profile([*pairs, extra])
    assert set(before) <= set(after)
    assert all(after[code] <= before[code] for code in before)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(codes, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_codes_changes_nothing_and_needs_come_in_rank_order(pairs, rng):
    shuffled = list(pairs)
    rng.shuffle(shuffled)
    first, second = profile(pairs), profile(shuffled)
    assert first == second
    ranks = [pack.needs_by_code()[code].rank for code in first]
    assert ranks == sorted(ranks)
