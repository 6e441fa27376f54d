import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_counter_from_another_test():
    """Rate counters outlive a test: each begins with none."""
    cache.clear()
    yield
    cache.clear()
