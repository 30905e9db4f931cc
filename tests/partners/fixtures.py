"""Fixtures for tests that talk to real servers. They start once for the whole run, when first asked for."""

from collections.abc import Iterator

import pytest

from antiphon.practice.ghost import PracticeGhost
from antiphon.practice.wordpress import PracticeWordPress
from tests.partners.bluesky import BlueskyNetwork
from tests.partners.folder import PartnersMissingError, partners_folder
from tests.partners.ghost import Ghost, ghost_folder
from tests.partners.postgres import PostgresCluster
from tests.partners.processes import free_port
from tests.partners.radicale import AddressBookServer
from tests.partners.relay import Relay
from tests.partners.wordpress import WordPress, wordpress_folder

#: Fixtures of real servers, and the group of the tests that share one.
SHARED = {"bluesky_network": "bluesky", "wordpress": "wordpress", "ghost": "ghost", "address_books": "address_books"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use a real server, and let one worker run all of each, so that one server serves."""
    for item in items:
        for fixture, group in SHARED.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.partner)
                item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A private PostgreSQL server."""
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def address_books() -> Iterator[AddressBookServer]:
    """A real address book server. Names of books are unique in a run."""
    with AddressBookServer() as server:
        yield server


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPress]:
    """A real WordPress, which takes the address of the relay for its own."""
    try:
        wordpress_folder()
    except PartnersMissingError as missing:
        pytest.skip(str(missing))
    with WordPress(f"http://127.0.0.1:{free_port()}") as site:
        yield site


@pytest.fixture
def wordpress_relay(wordpress: WordPress) -> Iterator[Relay]:
    """What stands in front of the real WordPress."""
    with Relay(PracticeWordPress, wordpress.address, int(wordpress.url.rpartition(":")[2])) as relay:
        yield relay


@pytest.fixture(scope="session")
def ghost() -> Iterator[Ghost]:
    """A real Ghost, which takes the address of the relay for its own."""
    try:
        ghost_folder()
    except PartnersMissingError as missing:
        pytest.skip(str(missing))
    with Ghost(f"http://127.0.0.1:{free_port()}") as site:
        yield site


@pytest.fixture
def ghost_relay(ghost: Ghost) -> Iterator[Relay]:
    """What stands in front of the real Ghost."""
    with Relay(PracticeGhost, ghost.address, int(ghost.url.rpartition(":")[2])) as relay:
        yield relay


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """The whole Bluesky network, listening on this machine only. Names of accounts are unique in a run."""
    try:
        partners_folder()
    except PartnersMissingError as missing:
        pytest.skip(str(missing))
    with BlueskyNetwork() as network:
        yield network
