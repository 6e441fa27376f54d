"""What studies keep of somebody: nothing. An indicator speaks of a commune, never of a person."""

from entrelieux.kernel.privacy import declare
from entrelieux.observatory.models import Indicator

declare(Indicator)
