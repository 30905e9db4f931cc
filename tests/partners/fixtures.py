"""Fixtures for tests that talk to real servers. They start once for the whole run, when first asked for."""

from collections.abc import Iterator

import pytest

from tests.partners.bluesky import BlueskyNetwork
from tests.partners.folder import PartnersMissingError, partners_folder
from tests.partners.postgres import PostgresCluster


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use the network, and let one worker run them all, so that one network serves."""
    for item in items:
        if "bluesky_network" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.partner)
            item.add_marker(pytest.mark.xdist_group("bluesky"))


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A private PostgreSQL server."""
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """The whole Bluesky network, listening on this machine only. Names of accounts are unique in a run."""
    try:
        partners_folder()
    except PartnersMissingError as missing:
        pytest.skip(str(missing))
    with BlueskyNetwork() as network:
        yield network
