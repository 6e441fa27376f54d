"""Words as people write them, brought to forms that can be compared."""

from entrelieux.engine.language.fold import fold

__all__ = ["fold"]
