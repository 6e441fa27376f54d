from tests.factories import demo  # noqa: F401  fixtures
