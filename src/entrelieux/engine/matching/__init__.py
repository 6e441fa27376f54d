"""Match-making that explains itself: who answers an ask, in which order, and why.

``rank`` presents offers by a published formula and a rotation rule, ``left_out`` says why others
are not, ``team`` finds the fewest people who answer everything, ``pairs`` gives mentors to
projects. Nothing here decides: people do.
"""

from entrelieux.engine.matching.model import (
    MEETING,
    MUST,
    Ask,
    Bid,
    Degree,
    Held,
    Nearness,
    Proof,
    Standing,
    Wanted,
    Why,
    need_key,
)
from entrelieux.engine.matching.pairing import SPREAD, Pair, Pairing, pairs
from entrelieux.engine.matching.ranking import BAND, LeftOut, Match, left_out, rank, reasons
from entrelieux.engine.matching.teams import Member, Team, team, unanswered
from entrelieux.engine.matching.terms import (
    CODES,
    CONDITIONS,
    COVERAGE,
    ENOUGH_HOURS,
    HOURS,
    PROOF,
    PROXIMITY,
    TAU_MIN,
    WEIGHTS,
    Answer,
    Term,
    score_of,
    terms_of,
)

__all__ = [
    "BAND",
    "CODES",
    "CONDITIONS",
    "COVERAGE",
    "ENOUGH_HOURS",
    "HOURS",
    "MEETING",
    "MUST",
    "PROOF",
    "PROXIMITY",
    "SPREAD",
    "TAU_MIN",
    "WEIGHTS",
    "Answer",
    "Ask",
    "Bid",
    "Degree",
    "Held",
    "LeftOut",
    "Match",
    "Member",
    "Nearness",
    "Pair",
    "Pairing",
    "Proof",
    "Standing",
    "Team",
    "Term",
    "Wanted",
    "Why",
    "left_out",
    "need_key",
    "pairs",
    "rank",
    "reasons",
    "score_of",
    "team",
    "terms_of",
    "unanswered",
]
