"""Names as they are shown; the stored value stays as its producer wrote it."""

from entrelieux.directory.cards import Named
from entrelieux.engine.language.names import readable
from entrelieux.packs.fr import names


def shown_name(name: str) -> str:
    return readable(name, small=names.SMALL, acronyms=names.acronyms())


def named(ref: str, name: str) -> Named:
    return Named(ref, shown_name(name))
