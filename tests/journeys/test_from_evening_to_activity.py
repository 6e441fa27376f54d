"""One person, from a village evening to an activity that starts; everybody is invented.

Nadège comes to an evening with a first name and an idea. She leaves with a secret address on
paper, finds a place, a mentor and two structures, goes back once, and starts. At each step: what
she reads, and what the others must not read yet.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.desk import hand_over, receive, steps_of
from tests.journeys.evenings import IT_IS_OVER
from tests.journeys.looking import sideways
from tests.journeys.signed_in import TILLEULS, beside, sign_in
from tests.journeys.walking import NARROW, WIDE, Walk, text, write_commune

pytestmark = pytest.mark.journey

TITLE = "Soirée des envies"
IDEA = "Je fais des soupes pour tout le monde, j'aimerais en vendre au village"
PITCH = "Des soupes en bocaux, avec les légumes des voisins, vendues le samedi au village."
MAIL = "solange.essai@exemple.test"
MENTORING = "J'ai tenu une épicerie vingt ans, je peux accompagner quelqu'un qui se lance"


@dataclass
class Somebody:
    """Who sits at a browser: presses, follows, reads."""

    walk: Walk

    @property
    def page(self):
        return self.walk.page

    def opens(self, address):
        self.walk.goto(address)

    def presses(self, name, within=None, role="button"):
        with self.page.expect_navigation() as arrival:
            (within or self.page).get_by_role(role, name=name).first.click()
        assert arrival.value.status in {200}, self.text
        self.looks()

    def follows(self, name, within=None):
        self.presses(name, within or self.page.locator("main"), "link")

    def looks(self):
        """Nothing overflows, whatever the width."""
        assert sideways(self.page) == []

    def fills(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"#{name}").fill(value)

    def unfolds(self, words):
        self.page.locator("summary", has_text=words).first.click()

    @property
    def text(self):
        return text(self.page).replace("’", "'")

    def reads(self, *words):
        for one in words:
            assert one.replace("’", "'") in self.text, f"{one!r} in {self.text}"

    def does_not_read(self, *words):
        for one in words:
            assert one not in self.text, f"{one!r} in {self.text}"


def the_evening(organiser, nadege):
    """Prepared, announced, signed up to with a first name, held, typed in."""
    organiser.opens("/rencontres/preparer/")
    page = organiser.page
    organiser.looks()
    page.get_by_label("Titre").fill(TITLE)
    page.get_by_label("Jour").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    page.get_by_label("Ou une autre salle").fill("Salle de l'école")
    write_commune(page, "Langogne")
    organiser.presses("Préparer")
    organiser.presses("Annoncer")
    ref = organiser.page.url.partition("?")[0].rstrip("/").rpartition("/")[2]

    nadege.opens("/rencontres/")
    nadege.looks()
    nadege.follows(TITLE)
    nadege.page.get_by_label("Prénom").fill("Nadège")
    nadege.presses("Prendre une place")
    nadege.reads("Votre place est notée")
    beside(organiser.walk.origin, IT_IS_OVER, ref)

    organiser.opens("/rencontres/")
    organiser.follows(TITLE)
    organiser.page.get_by_role("checkbox", name="est là : Nadège").check()
    organiser.page.get_by_role("checkbox", name="d'accord pour être rappelé·e : Nadège").check()
    organiser.fills(**{"p1-nom": "Firmin", "l1-qui": "Nadège", "l1-mots": IDEA})
    organiser.page.locator("#p1-accord").check()
    organiser.page.locator("#l1-genre").select_option("besoin")
    organiser.page.locator("#l2-genre").select_option("proposition")
    organiser.fills(**{"l2-qui": "Firmin", "l2-mots": "Je prête mon autoclave pour les bocaux"})
    organiser.page.locator("#l3-genre").select_option("mise_en_relation")
    organiser.fills(**{"l3-qui": "Nadège", "l3-avec": "Firmin"})
    organiser.page.locator("#l4-genre").select_option("promesse")
    organiser.fills(**{"l4-qui": "Firmin", "l4-mots": "montrer l'autoclave", "l4-avec": "Nadège"})
    organiser.presses("Enregistrer")
    organiser.reads("C'est enregistré")


def the_address(organiser):
    """On paper, at the desk of who held the evening."""
    organiser.follows("son suivi, son adresse à remettre : Nadège")
    organiser.reads("Le suivi de Nadège")
    organiser.presses("Faire son adresse")
    found = re.search(r"/suivi/[\w-]+/", organiser.text)
    assert found
    return found[0]


def a_mentor(solange):
    """Who ran a shop says so through the other door; gives her own secret address."""
    solange.opens("/entraide/proposer/")
    solange.fills(mots=MENTORING, commune="Langogne", nom="Solange", contact=MAIL)
    solange.page.locator("#moyen-courriel").check()
    solange.presses("Continuer")
    solange.page.locator("#genre-parrainage").check()
    solange.presses("C'est juste")
    solange.follows("Voir mon suivi")
    return solange.page.url


def her_project(nadege):
    """Said in one box, with what she knows she needs; a place kept among those suggested."""
    nadege.follows("Dire mon projet")
    nadege.fills(pitch=PITCH)
    nadege.unfolds("Ce dont vous avez besoin")
    for need in ("creer-entreprise", "lieu-travail"):
        nadege.page.locator(f"#besoins-{need}").check()
    nadege.presses("Garder mon projet")
    nadege.reads(PITCH, "Personne ne lit ce projet, à part vous.")
    stands(nadege, "envie")
    nadege.follows("Des pistes")
    place = nadege.page.locator("section[aria-labelledby=lieux] li").first
    nadege.reads("Rien n'est choisi à votre place.", "Un lieu pour travailler")
    name = " ".join(place.get_by_role("link").inner_text().split())
    nadege.presses("Le garder pour mon projet", place)
    nadege.reads(name)


def stands(nadege, stage):
    nadege.follows("Dire où j'en suis")
    nadege.page.locator(f"#etape-{stage}").check()
    nadege.presses("Garder cette étape")


def the_one_promised(nadege, mine):
    """Who was met at the evening: she says yes, and waits for his."""
    nadege.opens(mine)
    nadege.reads("Votre réponse est attendue", "Je prête mon autoclave")
    nadege.follows("Un savoir-faire, Langogne")
    nadege.reads("Rien n'est dit de vous avant votre oui.", "France services « Les Tilleuls »")
    nadege.does_not_read("Firmin")
    nadege.presses("Oui")
    nadege.does_not_read("Firmin", "Comment vous joindre")


def the_pair(nadege, solange, hers):
    """Suggested with reasons, asked, accepted; nobody is named before both said yes."""
    nadege.follows("Des pistes")
    nadege.reads(MENTORING)
    nadege.presses("Demander une mise en relation")
    nadege.reads(PITCH)
    assert nadege.page.locator("#genre-aide_projet").is_checked()
    nadege.presses("C'est juste, chercher")
    mentor = nadege.page.locator(".proposals > li", has_text=MENTORING)
    assert "Dans votre commune" in mentor.inner_text()
    assert "quel que soit le besoin" in mentor.inner_text()
    nadege.presses("Demander à cette personne", mentor)
    nadege.does_not_read("Solange", MAIL)
    pair = nadege.page.url

    solange.opens(hers)
    solange.looks()
    solange.reads("Votre réponse est attendue")
    solange.follows("Un coup de main, Langogne")
    solange.reads(PITCH)
    solange.does_not_read("Nadège", TILLEULS)
    solange.presses("Oui")
    solange.reads("Nadège", f"Passez par {TILLEULS}, qui fait le lien.")
    nadege.opens(pair)
    nadege.looks()
    nadege.reads("Solange", MAIL)


def they_meet(nadege, solange, hers, mine):
    """They saw each other, say when again; Nadège opens one part of her project, and no other."""
    nadege.presses("Oui, c'est fait")
    solange.opens(hers)
    solange.follows("Un coup de main, Langogne")
    solange.page.locator("#mot-mois").fill("Commencez petit : dix bocaux.")
    solange.page.locator("#prochain").fill((timezone.localdate() + timedelta(20)).isoformat())
    solange.presses("Donner des nouvelles")
    nadege.opens(mine)
    nadege.reads("Parrainage")
    nadege.follows("Voir mon projet")
    nadege.reads("Vous vous êtes dit oui, Solange et vous.")
    nadege.follows("Mon dossier, partie par partie")
    nadege.page.locator("#texte-chiffres").fill("Bocaux : 120 €. Une soupe : 4 €.")
    nadege.presses("Garder : Mes chiffres")
    nadege.opens(f"{mine}projet/")
    nadege.follows("Choisir ce qui se lit")
    nadege.page.get_by_role("radio", name="Solange").check()
    nadege.page.locator("#parties-bref").check()
    nadege.presses("Inviter")
    solange.opens(hers)
    solange.follows("Un projet", solange.page.locator("section[aria-labelledby=projet]"))
    solange.reads(PITCH)
    solange.does_not_read("120 €", "Nadège")


def first_bridge(organiser, mine, nadege):
    """From who held the evening to an adviser: agreed aloud, in the file that is there."""
    organiser.opens("/rencontres/")
    organiser.follows(TITLE)
    organiser.follows("Qui est inscrit, qui prévenir")
    organiser.follows("son suivi : Nadège")
    organiser.follows("Chercher avec elle, confier un besoin")
    organiser.reads("Vous recevez Nadège")
    receive(organiser.walk, IDEA, {"creer-entreprise"}, organiser.page.url)
    adviser = steps_of(organiser.walk)[0]
    hand_over(organiser.walk, adviser, "nom")
    nadege.opens(mine)
    nadege.reads(adviser)
    return adviser


def accepts(receiver):
    """What was handed over, at the desk of who receives it."""
    receiver.opens("/passerelles/")
    receiver.looks()
    asked = receiver.page.locator("li.handover", has_text="Nadège")
    receiver.follows("", asked.get_by_role("heading"))
    receiver.reads("Pour Nadège")
    receiver.does_not_read(MAIL, PITCH, "120 €")
    receiver.page.locator("input[name=reponse][value=accepter]").check()
    receiver.presses("Envoyer ma réponse")
    receiver.reads("Acceptée")


def second_bridge(nadege, adviser, name, mine):
    """The adviser becomes the one she turns to, then hands one need over to a cooperative."""
    nadege.opens(mine)
    nadege.reads("Acceptée")
    nadege.unfolds(name.partition(" (")[0])
    nadege.presses(re.compile(f"La choisir comme repère : {re.escape(name[:12])}"))
    nadege.reads(name)
    adviser.walk.page.reload()
    adviser.follows("Le suivi de cette personne")
    adviser.reads("Elle ne montre pas tout")
    adviser.does_not_read(PITCH, "120 €", "Solange", "Faire son adresse")
    adviser.follows("Chercher avec elle, confier un besoin")
    receive(adviser.walk, "elle veut essayer avant de créer", {"tester-activite"}, adviser.page.url)
    adviser.looks()
    adviser.follows("Quelqu'un d'autre")
    adviser.presses(re.compile("Choisir .* coopérative d.activité"))
    (cooperative,) = steps_of(adviser.walk)
    hand_over(adviser.walk, cooperative, "nom")
    nadege.opens(mine)
    nadege.reads(cooperative)
    return cooperative


def worth(person, mine, who):
    """Closed by the person, with what it brought her."""
    person.opens(mine)
    person.follows(re.compile(r"\s".join(map(re.escape, f"Voir et décider : {who}".split()))))
    person.page.locator("input[name=issue][value=start_action]").check()
    person.page.locator("input[name=utile]").first.check()
    person.presses("C'est fini, le dire")
    person.reads("Merci de l'avoir dit.", "Terminée. J'ai commencé quelque chose.")


def she_starts(nadege, mine):
    """Forth and back, a pause, then a start; a number is asked for then, and may stay empty."""
    nadege.opens(f"{mine}projet/")
    for stage in ("idee", "test", "pause", "idee", "creation"):
        stands(nadege, stage)
    nadege.opens(f"{mine}projet/dossier/")
    assert nadege.page.locator("input[name=siret]").count() == 0
    nadege.opens(f"{mine}projet/")
    stands(nadege, "demarrage")
    nadege.reads("Je fais une pause", "Je démarre")
    nadege.follows("Mon dossier, partie par partie")
    nadege.reads("Laissez vide si vous préférez")
    nadege.presses("Garder : Si je tiens déjà")


def started(anybody):
    """How many said « Je démarre » this quarter, as everybody reads it; None while it is masked."""
    answer = anybody.walk.context.request.get("/observatoire/projets.json")
    assert answer.ok
    rows = [one for one in answer.json()["chiffres"] if one["code"] == "demarrage"]
    return max(rows, key=lambda one: one["trimestre"])["valeur"]


def test_from_a_village_evening_to_an_activity(walk):
    organiser, nadege = Somebody(walk(width=WIDE)), Somebody(walk(width=NARROW, scripts=False))
    solange = Somebody(walk(width=NARROW, scripts=False))
    sign_in(organiser.walk, organisation=TILLEULS)
    the_evening(organiser, nadege)
    mine = the_address(organiser)
    hers = a_mentor(solange)

    nadege.opens(mine)
    nadege.looks()
    nadege.reads("Le suivi de Nadège", IDEA)
    the_one_promised(nadege, mine)
    nadege.opens(mine)
    her_project(nadege)
    the_pair(nadege, solange, hers)
    they_meet(nadege, solange, hers, mine)
    name = first_bridge(organiser, mine, nadege)
    adviser = Somebody(walk(width=WIDE))
    sign_in(adviser.walk, organisation=name)
    accepts(adviser)
    other = second_bridge(nadege, adviser, name, mine)
    cooperative = Somebody(walk(width=WIDE))
    sign_in(cooperative.walk, organisation=other)
    accepts(cooperative)
    for one in (name, other):
        worth(nadege, mine, one)
    before = started(solange)
    she_starts(nadege, mine)
    assert before is not None
    assert started(solange) == before + 1
    solange.opens("/observatoire/projets/")
    solange.looks()
    solange.reads("Je démarre")
    solange.does_not_read("Nadège", PITCH, TITLE, "autoclave")
