"""Where to open next: what exists, people, candidates and minutes in; a choice and its proof out.

Every answer is exact: it says either that nothing does better, or how much better anything could
do. The same arrays always give the same answer: nothing is drawn, no clock stops a search, ties go
to the smallest index and the first choice found is kept. NumPy arrays in and out; the compiled part
is imported at the first question.
"""

from entrelieux.engine.siting.change import Change, what_if
from entrelieux.engine.siting.cover import p_centre, set_cover
from entrelieux.engine.siting.fair import fairest
from entrelieux.engine.siting.model import Alternative, Answer, Instance, Pairs, SitingError
from entrelieux.engine.siting.questions import maximal_cover, p_median
from entrelieux.engine.siting.rounds import Day, Round, Rounds, half_days

__all__ = [
    "Alternative",
    "Answer",
    "Change",
    "Day",
    "Instance",
    "Pairs",
    "Round",
    "Rounds",
    "SitingError",
    "fairest",
    "half_days",
    "maximal_cover",
    "p_centre",
    "p_median",
    "set_cover",
    "what_if",
]
