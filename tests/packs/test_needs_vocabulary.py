"""The needs are in plain words and speak every vocabulary they promise to speak."""

import re

import pytest
from data_inclusion.schema.v1.reseaux_porteurs import ReseauPorteur
from data_inclusion.schema.v1.thematiques import Categorie, Thematique

from entrelieux.packs.fr import needs as pack
from entrelieux.packs.fr.needs import NeedUnknown, Scheme, World


def words(text):
    return text.split()


THEMES = {theme.value for theme in Thematique}
CATEGORIES = {category.value for category in Categorie}
RESEAUX = {reseau.value for reseau in ReseauPorteur}

NINE_SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)

CRA_THEMES = set(
    words(
        """
    diagnostic_numerique prendre_en_main_du_materiel maintenance_de_materiel
    gere_ses_contenus_numeriques navigation_sur_internet email bureautique reseaux_sociaux sante
    banque_et_achats_en_ligne entrepreneuriat insertion_professionnelle securite_numerique
    parentalite scolarite_et_numerique creer_avec_le_numerique culture_numerique
    intelligence_artificielle aide_aux_demarches_administratives papiers_elections_citoyennete
    famille_scolarite social_sante travail_formation logement transports_mobilite argent_impots
    justice etrangers_europe loisirs_sports_culture associations
    """
    )
)

SUJETS = set(
    words(
        """
    clients diagnostic financer-projet formalites-entreprise-statut former litige
    nouvelle-offre-produit-service projet-immobilier projet-innovation proteger-vos-donnees
    recruter reprendre-entreprise strategie tresorerie transport-mobilite vendre-entreprise
    vendre-sur-internet visibilite-sur-internet
    """
    )
)

DEFINIR = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
STRUCTURER = "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise"
DEVELOPPER = "creer-une-entreprise--developper-son-entreprise"
MAITRISER = "numerique--maitriser-les-fondamentaux-du-numerique"
DEMARCHES, OUTILS, INSERTION, SECURITE, _, LOISIRS, MONDE, ACCES, _ = NINE_SERVICES

# The fifteen rows of MED7: need, CRA, médiation, data·inclusion, Conseillers-Entreprises,
# EntreComp, DigComp, copied by hand from the requirements.
MED7 = [
    ("creer-entreprise", "entrepreneuriat", "", DEFINIR, "", "1.1 1.4 3.1", "1.1"),
    (
        "demarches-creation",
        "entrepreneuriat travail_formation",
        DEMARCHES,
        f"{STRUCTURER} numerique--acceder-a-des-services-en-ligne",
        "formalites-entreprise-statut",
        "3.2",
        "2.3",
    ),
    ("tester-activite", "entrepreneuriat", "", STRUCTURER, "", "3.3", ""),
    (
        "etre-visible-internet",
        "reseaux_sociaux entrepreneuriat",
        OUTILS,
        DEVELOPPER,
        "visibilite-sur-internet",
        "2.5",
        "2.2 3.1",
    ),
    ("vendre-en-ligne", "entrepreneuriat", "", DEVELOPPER, "vendre-sur-internet", "3.2", "2 4.2"),
    ("trouver-clients", "entrepreneuriat", "", DEVELOPPER, "clients", "1.1 2.5", "2.1"),
    (
        "tenir-comptes",
        "bureautique entrepreneuriat",
        OUTILS,
        DEVELOPPER,
        "tresorerie",
        "2.4",
        "1.3",
    ),
    ("trouver-financement", "entrepreneuriat", "", STRUCTURER, "financer-projet", "2.3 2.4", ""),
    (
        "proteger-donnees",
        "securite_numerique",
        SECURITE,
        MAITRISER,
        "proteger-vos-donnees",
        "1.5",
        "4.1 4.2",
    ),
    (
        "utiliser-ia",
        "intelligence_artificielle",
        MONDE,
        MAITRISER,
        "projet-innovation",
        "1.2",
        "1 2 3 4 5",
    ),
    (
        "lieu-travail",
        "",
        ACCES,
        "numerique--acceder-a-une-connexion-internet",
        "projet-immobilier",
        "2.3",
        "",
    ),
    (
        "ne-plus-etre-seul",
        "",
        "",
        "remobilisation--lien-social preparer-sa-candidature--developper-son-reseau",
        "",
        "3.4",
        "2.4",
    ),
    (
        "dire-competences",
        "insertion_professionnelle",
        INSERTION,
        "preparer-sa-candidature--valoriser-ses-competences",
        "",
        "2.1",
        "2.6",
    ),
    (
        "me-former",
        "insertion_professionnelle",
        INSERTION,
        "se-former--trouver-sa-formation",
        "former",
        "3.5",
        "5.4",
    ),
    (
        "fabriquer-prototyper",
        "creer_avec_le_numerique",
        LOISIRS,
        "",
        "projet-innovation",
        "1.2",
        "3 5.3",
    ),
]

JARGON = words(
    """
    tiers-lieu coworking télécentre incubateur couveuse pépinière amorçage business prévisionnel
    bfr trésorerie apport microcrédit statut-juridique micro-entreprise cape siret naf urssaf tva
    acre arce pitch mentor externalité epn pix hébergement-web nom-de-domaine référencement rgpd
    usager bénéficiaire dispositif prescription remobilisation employabilité inclusion digital
    thématique médiation numérique-inclusif ingénierie parcours-client guichet
    """
)
KNOWN_ACRONYMS = {"CV", "IA", "RSA"}


def test_needs_are_about_sixty_and_ranked_by_row():
    found = pack.load_needs()
    assert 55 <= len(found) <= 72
    assert [need.rank for need in found] == list(range(len(found)))
    assert {"creer-entreprise", "apprendre-numerique"} <= set(pack.needs_by_code())


def test_no_code_label_or_short_name_appears_twice():
    for field in ("code", "label", "short", "english", "english_short"):
        values = [getattr(need, field) for need in pack.load_needs()]
        assert len(set(values)) == len(values), field


def test_every_theme_of_data_inclusion_v1_leads_to_a_need_that_lists_it():
    listed = {theme for need in pack.load_needs() for theme in need.thematiques}
    assert listed == THEMES
    for theme in THEMES:
        assert theme in pack.need_for_code(theme).thematiques


def test_every_mediation_service_has_a_need_and_every_need_names_only_those_nine():
    assert tuple(pack.load_services_mediation()) == NINE_SERVICES
    listed = {service for need in pack.load_needs() for service in need.services_mediation}
    assert listed == set(NINE_SERVICES)


@pytest.mark.parametrize("row", MED7, ids=[row[0] for row in MED7])
def test_every_row_of_the_crosswalk_med7_is_kept(row):
    code, cra, mediation, themes, sujet, entrecomp, digcomp = row
    need = pack.needs_by_code()[code]
    assert need.source == "MED7"
    assert set(cra.split()) <= set(need.cra_themes)
    assert need.services_mediation == ((mediation,) if mediation else ())
    assert set(themes.split()) <= set(need.thematiques)
    assert need.sujet_entreprises == tuple(sujet.split())
    assert set(entrecomp.split()) <= set(need.entrecomp)
    assert set(digcomp.split()) <= set(need.digcomp)


def test_codes_of_other_vocabularies_exist():
    for need in pack.load_needs():
        assert set(need.cra_themes) <= CRA_THEMES, need.code
        assert set(need.sujet_entreprises) <= SUJETS, need.code
    used = {(answer.scheme, answer.code) for answer in pack.load_answers()}
    assert {code for scheme, code in used if scheme is Scheme.THEMATIQUE} == THEMES | CATEGORIES
    assert {code for scheme, code in used if scheme is Scheme.THEME_CRA} == CRA_THEMES
    assert {code for scheme, code in used if scheme is Scheme.SUJET_ENTREPRISES} == SUJETS
    networks = {code for scheme, code in used if scheme is Scheme.RESEAU}
    networks |= {reseau for kind in pack.load_place_kinds() for reseau in kind.reseaux}
    assert networks <= RESEAUX


def test_every_old_theme_of_the_real_files_is_understood():
    """The v0 codes met in the shared files of 2022–2023."""
    met = set(
        words(
            """
        mobilite remobilisation logement-hebergement numerique famille creation-activite handicap
        remobilisation--lien-social numerique--utiliser-le-numerique-au-quotidien sante
        numerique--favoriser-mon-insertion-professionnelle choisir-un-metier trouver-un-emploi
        numerique--approfondir-ma-culture-numerique remobilisation--bien-etre
        creation-activite--structurer-son-projet-de-creation-dentreprise
        numerique--devenir-autonome-dans-les-demarches-administratives
        numerique--prendre-en-main-un-smartphone-ou-une-tablette
        creation-activite--definir-son-projet-de-creation-dentreprise
        numerique--realiser-des-demarches-administratives-avec-un-accompagnement
        numerique--acceder-a-du-materiel numerique--acceder-a-une-connexion-internet
        creation-activite--reseautage-pour-createurs-dentreprise
        logement-hebergement--demenagement numerique--prendre-en-main-un-ordinateur
        numerique--accompagner-les-demarches-de-sante creation-activite--financer-son-projet
        numerique--promouvoir-la-citoyennete-numerique numerique--creer-avec-le-numerique
        mobilite--financer-mon-projet-mobilite famille--violences-intrafamiliales
        numerique--creer-et-developper-mon-entreprise
        creation-activite--developper-son-entreprise
        """
        )
    )
    for code in met:
        assert pack.answers_for("thematique", code), code
        assert pack.needs_for_code(code), code


def test_old_themes_lead_to_themes_that_exist():
    assert len(pack.load_old_themes()) > 160
    for theme in pack.load_old_themes():
        assert set(theme.v1) <= THEMES, theme.code


def test_words_are_plain():
    for need in pack.load_needs():
        shown = f"{need.label} {need.short}".casefold()
        for word in JARGON:
            assert word not in re.findall(r"[\w-]+", shown), (need.code, word)
        acronyms = set(re.findall(r"\b[A-ZÉ]{2,}\b", f"{need.label} {need.short} {need.help}"))
        assert acronyms <= KNOWN_ACRONYMS, (need.code, acronyms)
        assert "numérique" not in need.label or need.family == "le-numerique"


def test_help_is_one_to_three_short_sentences():
    for need in pack.load_needs():
        sentences = [part for part in re.split(r"[.!?](?:\s|$)", need.help) if part.strip()]
        assert 1 <= len(sentences) <= 3, need.code
        assert max(len(sentence.split()) for sentence in sentences) <= 25, need.code
        assert len(need.help) <= 220, need.code


def test_labels_speak_in_the_first_person_or_of_my_own_people():
    first_person = re.compile(r"\b(je|j’|me|m’|mon|ma|mes|moi)\b|J’|Quel statut", re.IGNORECASE)
    for need in pack.load_needs():
        assert first_person.search(need.label), need.label


def test_typography_is_french():
    for text in pack.english_texts():
        assert "'" not in text, text
        assert not re.search(r"[^\u202f\u00a0][?!;:]", text), text


def test_english_is_complete_and_translates_every_text_once():
    texts = pack.english_texts()
    for need in pack.load_needs():
        for french, english in (
            (need.label, need.english),
            (need.short, need.english_short),
            (need.help, need.english_help),
        ):
            assert texts[french] == english
            assert english.strip()
            assert english != french
    assert all(texts[family.label] for family in pack.load_families())
    assert all(texts[kind.label] for kind in pack.load_place_kinds())


def test_families_are_a_dozen_and_none_is_empty():
    families = [family.code for family in pack.load_families()]
    assert len(families) == 12
    assert families[:3] == ["mon-projet", "mon-entreprise", "le-numerique"]
    order = [families.index(need.family) for need in pack.load_needs()]
    assert order == sorted(order)
    assert set(order) == set(range(12))


def test_all_four_worlds_answer_something():
    assert {need.world for need in pack.load_needs()} == set(World)


def test_what_cannot_wait_is_marked():
    urgent = {need.code for need in pack.load_needs() if need.urgent}
    assert {
        "garder-ses-droits",
        "garder-logement",
        "aide-alimentaire",
        "trouver-hebergement",
        "violences-separation",
        "entreprise-difficulte",
    } <= urgent
    assert not {"creer-entreprise", "apprendre-numerique", "me-former"} & urgent


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("creer-entreprise", "creer-entreprise"),
        (" creer-entreprise ", "creer-entreprise"),
        (DEFINIR, "creer-entreprise"),
        (STRUCTURER, "structurer-projet"),
        (DEVELOPPER, "developper-entreprise"),
        (MAITRISER, "apprendre-numerique"),
        ("numerique--acceder-a-une-connexion-internet", "acces-internet"),
        ("remobilisation--lien-social", "ne-plus-etre-seul"),
        ("famille--soutien-a-la-parentalite-et-a-leducation", "soutien-parents"),
        ("numerique", "apprendre-numerique"),
        ("creer-une-entreprise", "creer-entreprise"),
        ("creation-activite", "creer-entreprise"),
        ("creation-activite--financer-son-projet", "trouver-financement"),
        ("numerique--creer-et-developper-mon-entreprise", "creer-entreprise"),
        ("mobilite--preparer-un-permis-de-conduire", "passer-permis"),
        ("handicap", "reconnaitre-handicap"),
        ("mon-argent", "gerer-budget"),
    ],
)
def test_a_code_of_any_vocabulary_names_its_need_first(code, first):
    assert pack.need_for_code(code).code == first
    found = pack.needs_for_code(code)
    assert len({need.code for need in found}) == len(found)


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_every_family_of_data_inclusion_names_a_need(category):
    assert pack.needs_for_code(category)


def test_a_mistyped_code_gets_the_nearest_needs():
    with pytest.raises(NeedUnknown) as caught:
        pack.needs_for_code("creer-entrprise")
    assert caught.value.suggestions[0] == "creer-entreprise"
    assert "« creer-entrprise »" in str(caught.value)
    assert "Les plus proches : creer-entreprise" in str(caught.value)


def test_an_everyday_word_gets_the_needs_that_speak_of_it():
    with pytest.raises(NeedUnknown) as caught:
        pack.needs_for_code("ordinateur")
    assert "avoir-ordinateur" in caught.value.suggestions


def test_a_known_theme_without_need_says_so():
    with pytest.raises(NeedUnknown, match="existe, mais aucun besoin"):
        pack.needs_for_code("acces-aux-droits-et-citoyennete--developpement-durable")
