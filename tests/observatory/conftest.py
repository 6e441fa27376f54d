from tests.factories import demo, network  # noqa: F401  fixtures
