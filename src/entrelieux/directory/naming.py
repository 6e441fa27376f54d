"""Names as they are shown; the stored value stays as its producer wrote it."""

from entrelieux.directory.cards import Named
from entrelieux.engine.language.names import readable
from entrelieux.packs.fr import names


def shown_name(name: str) -> str:
    """As it is read: not shouted, and a guillemet never alone at the start of a line."""
    said = readable(name, small=names.SMALL, acronyms=names.acronyms())
    return said.replace("« ", "«\u00a0").replace(" »", "\u00a0»")


def named(ref: str, name: str) -> Named:
    return Named(ref, shown_name(name))
