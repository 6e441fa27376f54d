"""How many minutes from one point to others, on foot, by bicycle, by car?

``ReachModel`` is what the rest of the house relies on. ``EstimateModel`` answers it from crow-fly
distances alone and is always shown as an estimate; a road network will answer it later.
NumPy arrays in and out; the compiled part is imported at the first question.
"""

from entrelieux.engine.reach.estimate import EstimateModel
from entrelieux.engine.reach.model import Method, Mode, Origin, ReachError, ReachModel
from entrelieux.engine.reach.parameters import Curve, EstimateParameters
from entrelieux.engine.reach.targets import Targets

__all__ = [
    "Curve",
    "EstimateModel",
    "EstimateParameters",
    "Method",
    "Mode",
    "Origin",
    "ReachError",
    "ReachModel",
    "Targets",
]
