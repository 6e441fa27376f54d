"""Four invented projects of the demonstration network, at different moments of their story.

Nobody is in them: no name, no contact. Told again, they stay as they are.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from entrelieux.accounts.naming import structures_named
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.passerelles import services as bridges
from entrelieux.passerelles.demo import tell_stages
from entrelieux.projects import services
from entrelieux.projects.models import Project

DESK, WORKSHOP, ADVICE = "france les tilleuls", "atelier tilleuls", "elan margeride"


@dataclass(frozen=True, slots=True)
class Invented:
    """stages: (stage, days ago, what was learnt). opened: words of a structure → parts it reads.

    actions: (words, days from now; None for no day, words of the structure; "" for the holder).
    """

    key: str
    commune: str
    said: services.Said
    stages: tuple[tuple[str, int, str], ...]
    parts: dict[str, str] = field(default_factory=dict)
    opened: dict[str, tuple[str, ...]] = field(default_factory=dict)
    actions: tuple[tuple[str, int | None, str], ...] = ()
    notes: tuple[str, ...] = ()
    firm: services.Firm | None = None
    is_public: bool = True


PROJECTS = (
    Invented(
        key="velos",
        commune="48095",
        said=services.Said(
            name="L'atelier des vélos",
            pitch="Je voudrais réparer des vélos au village, un jour par semaine pour commencer.",
            answers={
                "pour_qui": "Les gens qui vont au travail à vélo, et les enfants.",
                "ou": "Dans un local du bourg, ou au marché.",
                "bloque": "Je n'ai pas de local, et les papiers me font peur.",
            },
            needs=("creer-entreprise", "lieu-travail", "trouver-mentor"),
        ),
        stages=(("envie", 160, ""), ("idee", 120, ""), ("pause", 80, "Il me fallait du temps."),
                ("idee", 30, ""), ("projet_defini", 9, "")),
        parts={"chiffres": "Outils : 900 €. Une réparation : environ 25 €."},
        opened={DESK: ("bref", "actions", "bloque"), ADVICE: ("bref", "chiffres", "actions",
                                                              "notes")},
        actions=(("Visiter le local de la mairie", 5, ""),
                 ("Vérifier les règles du marché", 12, ADVICE)),
        notes=("Le voisin du marché me prête un établi.",),
    ),
    Invented(
        key="couture",
        commune="48080",
        said=services.Said(
            name="Retouches à domicile",
            pitch="Je fais des retouches chez les gens qui ne peuvent pas se déplacer.",
            needs=("demarches-creation", "tenir-comptes", "trouver-clients"),
        ),
        stages=(("idee", 300, ""), ("test", 200, "Les gens paient volontiers."),
                ("creation", 60, ""), ("demarrage", 20, "")),
        opened={WORKSHOP: ("bref", "demarches", "actions")},
        parts={"demarches": "Déclaration faite en ligne. Il reste l'assurance."},
        actions=(("Ouvrir un compte pour l'activité", 3, ""),),
    ),
    Invented(
        key="gite",
        commune="48061",
        said=services.Said(
            name="Un gîte à la ferme",
            pitch="Transformer la grange en gîte pour les marcheurs.",
            needs=("trouver-financement",),
        ),
        stages=(("envie", 330, ""), ("projet_defini", 210, ""),
                ("abandon_choisi", 45,
                 "La grange coûte trop cher. J'ai appris à lire un devis, et j'accueille des "
                 "marcheurs comme bénévole au refuge."),),
        is_public=False,
    ),
    Invented(
        key="menuiserie",
        commune="48095",
        said=services.Said(
            name="Menuiserie du Causse",
            pitch="Nous sommes deux. Nous faisons des fenêtres et des meubles.",
            needs=("etre-visible-internet", "proteger-donnees", "tenir-comptes"),
            is_firm=True,
        ),
        stages=(("developpement", 15, ""),),
        firm=services.Firm(
            is_firm=True,
            maturity="en_potentiel",
            subjects=("visibilite-sur-internet", "tresorerie"),
            trusted=("comptable",),
            words="Les clients ne nous trouvent pas. Les devis me prennent le dimanche.",
        ),
        opened={WORKSHOP: ("bref", "entreprise", "actions")},
        actions=(("Montrer nos devis à l'atelier", 7, ""),),
    ),
)  # fmt: skip


def make_projects(*, actor: Viewer, today: date) -> int:  # noqa: ARG001  they open them themselves
    """The number of projects added: none when they are there already."""
    return sum(_make(one, today) for one in PROJECTS)


@transaction.atomic
def _make(one: Invented, today: date) -> bool:
    opened = bridges.open_follow_up(
        actor=ANYONE,
        opening=bridges.Opening(one.commune, one.said.needs),
        request_key=f"projet-fictif-{one.key}",
    )
    token = opened.token
    if Project.objects.filter(follow_up__ref=opened.ref).exists():
        return False
    services.open_project(actor=ANYONE, token=token, said=one.said)
    tell_stages(opened.ref, one.stages, today=today)
    for code, words in one.parts.items():
        services.write_part(actor=ANYONE, token=token, code=code, words=words)
    if one.firm:
        services.say_firm(actor=ANYONE, token=token, firm=one.firm)
    beside = {}
    for words, parts in one.opened.items():
        found = structures_named(words)
        if found:
            beside[words] = services.invite(
                actor=ANYONE, token=token, organisation_ref=found[0][0], parts=parts
            )
    for words, days, owner in one.actions:
        due = today + timedelta(days=days) if days is not None else None
        to_do = services.ToDo(words, owner=beside.get(owner, ""), due_on=due)
        services.add_action(actor=ANYONE, token=token, to_do=to_do)
    for words in one.notes:
        services.add_note(actor=ANYONE, token=token, words=words)
    services.show(actor=ANYONE, token=token, to_all=one.is_public, to_peers=one.is_public)
    return True
