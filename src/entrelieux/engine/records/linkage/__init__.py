"""Is this the same place twice? Pairs of records, each with a score that its terms explain.

``compare`` weighs two records, ``pairs`` finds those worth weighing among many. Nothing is merged
here: above ``CERTAIN`` a pair may be proposed for merging in one click, between ``DOUBTFUL`` and
``CERTAIN`` it is a question for a person, below it is left apart.
"""

from entrelieux.engine.records.linkage.candidates import pairs
from entrelieux.engine.records.linkage.comparing import compare
from entrelieux.engine.records.linkage.model import Pair, Sheet, Term
from entrelieux.engine.records.linkage.weights import CERTAIN, DOUBTFUL

__all__ = ["CERTAIN", "DOUBTFUL", "Pair", "Sheet", "Term", "compare", "pairs"]
