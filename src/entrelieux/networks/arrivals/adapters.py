"""From rows and codes to what the pages of calls say; a network's own ground."""

from collections.abc import Mapping
from datetime import date

from entrelieux.accounts.cards import NetworkCard
from entrelieux.directory.wording import in_language
from entrelieux.engine.handover.chasing import working_days_after
from entrelieux.packs.fr.passerelles import Word
from entrelieux.passerelles.adapters import ground_of, holidays_around
from entrelieux.passerelles.policies import Ground
from entrelieux.territories.selectors import commune_for


def ground_in(network: NetworkCard, code_insee: str) -> Ground:
    """Where a call belongs: somebody who lives elsewhere and would like to come is of the whole."""
    ground = ground_of(code_insee)
    if network.zone and ground.get(network.zone) != network.zone_code:
        return {network.zone: network.zone_code}
    return ground


def covers(zone: str, zone_code: str, ground: Ground) -> bool:
    return not zone or ground.get(zone) == zone_code


def promised_on(today: date, days: int, departement: str) -> date:
    """The last day to call back: so many worked days from today, itself not counted."""
    return working_days_after(today, days, holidays_around(today, departement))


def label(words: Mapping[str, Word], code: str) -> str:
    """Of a code of the pack; the code itself when nobody knows it."""
    word = words.get(code)
    return in_language(word.label, word.english) if word else code


def meaning(word: Word) -> str:
    return in_language(word.meaning, word.english_meaning)


def commune_name(code_insee: str) -> str:
    card = commune_for(code_insee)
    return card.name if card else code_insee
