from tests.factories import _communes_once, communes, demo, network  # noqa: F401  fixtures
