from tests.factories import _communes_once, communes, demo  # noqa: F401  fixtures
