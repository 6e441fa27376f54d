"""Codes of studies in plain words, in the language of the page."""

from django.utils.translation import gettext as _

from entrelieux.directory.wording import in_language
from entrelieux.packs.fr import functions as functions_pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import reach as reach_pack
from entrelieux.packs.fr import roads as roads_pack


def labels_of(kind: str) -> dict[str, str]:
    """Label by code, in the order of the bits: ``fonction`` or ``besoin``."""
    if kind == "fonction":
        said = functions_pack.functions().values()
        return {one.code: in_language(one.label, one.english) for one in said}
    return {
        need.code: in_language(need.short, need.english_short) for need in needs_pack.load_needs()
    }


def minutes_told(label: str) -> str:
    """How minutes were found, in the reader's language; a kept study holds the French label."""
    roads = roads_pack.load()["methode"]
    english = {
        reach_pack.load()["method"]["label"]: reach_pack.english()[0],
        roads["libelle"]: roads["libelle_anglais"],
        roads["libelle_invente"]: roads["libelle_invente_anglais"],
    }
    return in_language(label, english.get(label, label))


def density(rank: int) -> str:
    """Class 0 to 3, ours: not the INSEE grid."""
    return (_("dense"), _("intermédiaire"), _("rural"), _("très peu dense"))[rank]
