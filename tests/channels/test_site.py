"""The brand's own pages keep the promise too: no network, one address for each operation."""

from typing import ClassVar

import pytest

from antiphon.channels.connector import Capability, Profile
from antiphon.channels.connectors.site import Site
from tests.channels.contract import ConnectorContract
from tests.channels.place import Place, outgoing, send

ADDRESS = "https://bottega.example/@bottega"


class SitePlace(Place):
    """Our own pages: what stands on them is what the house says is live."""

    connector = Site
    typed: ClassVar[dict[str, str]] = {"address": ADDRESS}
    us = Profile(ADDRESS, "bottega.example/@bottega", url=ADDRESS)


class TestSite(ConnectorContract):
    at = SitePlace
    capabilities: ClassVar[set[Capability]] = {Capability.PUBLISH, Capability.RECONCILE, Capability.LIMITS}

    @pytest.fixture
    def place(self) -> SitePlace:
        return SitePlace()

    def test_a_post_has_the_address_of_its_operation(self, place: SitePlace) -> None:
        post = outgoing(Site, "Hello")
        reference = send(place.open(), post)
        assert (reference.uri, reference.url) == (f"{ADDRESS}/posts/{post.operation}/",) * 2

    def test_a_slash_at_the_end_of_the_address_makes_no_other_site(self, place: SitePlace) -> None:
        slashed = Site(place.connector.credentials(address=f"{ADDRESS}/"), place.open()._door)
        assert slashed.verify() == place.us
        assert slashed.reconcile(outgoing(Site, "Hello")).url.startswith(f"{ADDRESS}/posts/")
