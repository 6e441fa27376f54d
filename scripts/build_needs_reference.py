"""Write docs/reference/besoins.md from the needs of the French pack.

python scripts/build_needs_reference.py
"""

from collections import Counter
from pathlib import Path

from entrelieux.packs.fr import needs as pack
from entrelieux.packs.fr.needs import Answer, Need, Quality, Scheme

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "besoins.md"

WORLDS = {
    "mediation_numerique": "médiation numérique",
    "developpement_economique": "développement économique",
    "service_public": "service public",
    "collectif": "lieux et collectifs",
}
SCHEMES = {
    Scheme.MEDIATION: "Service de médiation numérique",
    Scheme.THEMATIQUE: "Thématique data·inclusion v1",
    Scheme.THEMATIQUE_V0: "Thématique data·inclusion v0",
    Scheme.PLACE_KIND: "Type de lieu",
    Scheme.RESEAU: "Réseau porteur",
    Scheme.SUJET_ENTREPRISES: "Sujet de Conseillers-Entreprises",
    Scheme.THEME_CRA: "Thème de compte rendu d’activité",
}

INTRO = """# Les besoins

Page produite par `scripts/build_needs_reference.py` : ne pas la modifier à la main.
Les mots et les correspondances sont dans `src/entrelieux/packs/fr/needs/`, en fichiers CSV
que l’on peut ouvrir dans un tableur. Une erreur est signalée avec le fichier et la ligne.

- `needs.csv` : les besoins, en mots simples, avec leurs codes ailleurs. L’ordre des lignes compte.
- `answers.csv` : ce qui répond à quoi, et à quel point.
- `thematiques_v0.csv` : les anciennes thématiques de data·inclusion et celles qui les remplacent.
- `place_kinds.csv` : les types de lieux ; `families.csv` : les rayons ;
  `services_mediation.csv` et `services_anciens.csv` : les services du schéma national.

## Ce que veulent dire les trois qualités

| qualité | veut dire | pénalité |
|---|---|---|
| exact | c’est ce que la personne demande | 0 |
| proche | un premier contact qu’un médiateur accepterait | 1 |
| voisin | aide sur une partie, ou sait à qui s’adresser : une porte, pas une réponse | 2 |

Règles : un service garde, pour chaque besoin, la meilleure qualité de tous ses codes. Une famille
seule (« mobilite ») n’est jamais exacte, et ne compte pas si une thématique de cette famille est
donnée. Une ancienne thématique répond comme celle qui la remplace, sauf si `answers.csv` en dit
autre chose. Un réseau sans ligne à lui répond comme son type de lieu.

Trous connus : aucun des neuf services de médiation ne porte sur la création d’entreprise (G1, G4),
France services non plus (G6), et Conseillers-Entreprises demande une entreprise déjà créée (G5).
Aucune réponse « exact » ne le cache.

**Ce qui n’est pas validé.** Les lignes « jugement » sont les nôtres. Personne du métier ne les a
encore relues.
"""


def render() -> str:
    """The whole page, in Markdown."""
    parts = [INTRO, _counts()]
    for family in pack.load_families():
        parts.append(f"## {family.label}\n")
        parts += [_need(need) for need in pack.load_needs() if need.family == family.code]
    parts += [_kinds(), _old_themes()]
    return "\n".join(parts)


def _counts() -> str:
    answers = pack.load_answers()
    by_provenance = Counter(answer.provenance for answer in answers)
    rows = "\n".join(f"| {name} | {count} |" for name, count in sorted(by_provenance.items()))
    return (
        f"## En chiffres\n\n{len(pack.load_needs())} besoins, {len(answers)} réponses, "
        f"{len(pack.load_place_kinds())} types de lieux, "
        f"{len(pack.load_old_themes())} anciennes thématiques.\n\n"
        f"| provenance | réponses |\n|---|---|\n{rows}\n"
    )


def _need(need: Need) -> str:
    urgent = " · peut être urgent" if need.urgent else ""
    codes = [
        ("Thématiques v1", need.thematiques),
        ("Services de médiation", need.services_mediation),
        ("Comptes rendus (Coop)", need.cra_themes),
        ("Conseillers-Entreprises", need.sujet_entreprises),
        ("EntreComp", need.entrecomp),
        ("DigComp", need.digcomp),
    ]
    lines = [
        f"### {need.label}\n",
        f"`{need.code}` · {need.short} · {WORLDS[need.world]}{urgent} · source : {need.source}\n",
        f"{need.help}\n",
        *(f"- {title} : {', '.join(f'`{c}`' for c in found)}" for title, found in codes if found),
        "",
        "| répond | à quel point | provenance | à savoir |",
        "|---|---|---|---|",
        *(_answer(answer) for answer in _answers_to(need)),
        "",
    ]
    return "\n".join(lines)


def _answers_to(need: Need) -> list[Answer]:
    """Exact and close answers only: the related ones are many, and in the file."""
    order = list(Scheme)
    kept = [a for a in pack.load_answers() if a.need == need.code and a.quality < Quality.VOISIN]
    return sorted(kept, key=lambda a: (a.quality, order.index(a.scheme)))


def _answer(answer: Answer) -> str:
    title = f"{SCHEMES[answer.scheme]} : `{answer.code}`"
    return f"| {title} | {answer.quality.word} | {answer.provenance} | {answer.note} |"


def _kinds() -> str:
    rows = "\n".join(
        f"| `{kind.code}` | {kind.label} | {WORLDS[kind.world]} | "
        f"{' '.join(kind.typologies)} | {' '.join(kind.reseaux)} |"
        for kind in pack.load_place_kinds()
    )
    return (
        "## Les types de lieux\n\n| code | nom | monde | typologies | réseaux |\n"
        f"|---|---|---|---|---|\n{rows}\n"
    )


def _old_themes() -> str:
    rows = "\n".join(
        f"| `{theme.code}` | {', '.join(f'`{c}`' for c in theme.v1)} | {theme.need} | "
        f"{theme.provenance} | {theme.note} |"
        for theme in pack.load_old_themes()
        if theme.provenance != "identique"
    )
    return (
        "## Les anciennes thématiques\n\nCelles dont le code n’a pas changé ne sont pas listées.\n"
        "« data·inclusion » : comme la correspondance publiée par ce service ; « jugement » : nous "
        "nous en écartons, et disons pourquoi.\n\n"
        "| v0 | v1 | besoin nommé | provenance | à savoir |\n|---|---|---|---|---|\n"
        f"{rows}\n"
    )


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(render(), encoding="utf-8")
    print(f"{TARGET.relative_to(Path.cwd())} : {len(pack.load_needs())} besoins")
