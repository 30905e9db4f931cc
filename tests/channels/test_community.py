"""The brand's own community keeps the promise too: no network, one address for each operation."""

from typing import ClassVar

import pytest

from antiphon.channels.connector import Capability, Profile
from antiphon.channels.connectors.community import Community
from tests.channels.contract import ConnectorContract
from tests.channels.place import Place, outgoing, send

ADDRESS = "https://bottega.example/@bottega/community"


class CommunityPlace(Place):
    """Our own community: what stands in it is what the house says is live."""

    connector = Community
    typed: ClassVar[dict[str, str]] = {"address": ADDRESS}
    us = Profile(ADDRESS, "bottega.example/@bottega/community", url=ADDRESS)


class TestCommunity(ConnectorContract):
    at = CommunityPlace
    capabilities: ClassVar[set[Capability]] = {Capability.PUBLISH, Capability.RECONCILE, Capability.LIMITS}

    @pytest.fixture
    def place(self) -> CommunityPlace:
        return CommunityPlace()

    def test_a_message_has_the_address_of_its_operation(self, place: CommunityPlace) -> None:
        post = outgoing(Community, "Hello")
        reference = send(place.open(), post)
        assert (reference.uri, reference.url) == (f"{ADDRESS}/messages/{post.operation}/",) * 2
