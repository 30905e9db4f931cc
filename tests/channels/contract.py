"""What every connector promises, as tests that its own test class inherits.

A subclass gives the fixture `place`, names its class in `at`, and says in `capabilities` what the connector can do.
What it can do besides is tested by the contracts beside this one; a test of what a connector cannot do, or of what
its network does not take, is not collected. Whoever only publishes may inherit `PublishingContract` alone.

=================== ==========================================================================================
this module         what needs no network and no fault
publishing_contract what arrives at the network, the fence, lost answers, bad days, secrets, addresses
finishing_contract  what the network goes on working on
listening_contract  what others say and do
thread_contract     the conversation under a post
figure_contract     the numbers the network tells, of a post and of the account
removal_contract    taking a post down
search_contract     searching public posts
network_contract    all of them
=================== ==========================================================================================
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from antiphon.channels.actions import connect
from antiphon.channels.connector import Capability, Connector, RetrySafety, describe
from antiphon.channels.queries import bounds, credentials_of, sealer
from antiphon.lib.counting import UNITS
from antiphon.publishing.rules.fitting import Misfit, misfits
from tests.channels.applying import Chosen, needs
from tests.channels.place import (
    UNUSUAL,
    Closed,
    ClosedFence,
    NetworkPlace,
    OpenFence,
    Place,
    limits_of,
    send,
    table,
)
from tests.channels.shelf import Shelf
from tests.world import World


def answers_alike(at: type[NetworkPlace]) -> bool:
    """Whether an operation that is sent twice makes one post, without a look."""
    return at.connector.retry_safety in {RetrySafety.EXACTLY_ONCE, RetrySafety.IDEMPOTENT}


@pytest.mark.contract
class ConnectorContract(Chosen):
    """Tests of what needs no fault."""

    at: ClassVar[type[Place]]
    capabilities: ClassVar[set[Capability]]

    @pytest.fixture(autouse=True)
    def _files(self, place: Place, tmp_path: Path) -> Iterator[None]:
        """Give the place a folder for its files and, where the network fetches them, put them on the web."""
        place.folder = tmp_path
        if not place.connector.fetches_media:
            yield
            return
        with Shelf(tmp_path) as place.shelf:
            yield

    @pytest.fixture
    def connector(self, place: Place, _files: None) -> Any:
        return place.open()

    def test_it_can_do_what_it_overrides(self, place: Place) -> None:
        made = place.connector
        overridden = {one for one in Capability if getattr(made, one) is not getattr(Connector, one)}
        assert {one for one in Capability if made.can(one)} == overridden == self.capabilities

    def test_it_says_what_it_hears_if_it_listens(self, place: Place) -> None:
        assert bool(place.connector.hears) == (Capability.LISTEN in self.capabilities)

    def test_what_it_does_not_override_is_not_pretended(self, connector: Any) -> None:
        for missing in set(Capability) - self.capabilities:
            with pytest.raises(NotImplementedError):
                getattr(connector, missing)(*[None] * (getattr(Connector, missing).__code__.co_argcount - 1))

    def test_it_can_look_or_need_not(self, place: Place) -> None:
        must_look = {RetrySafety.EXACTLY_ONCE, RetrySafety.IDEMPOTENT, RetrySafety.RECONCILE_FIRST}
        assert place.connector.retry_safety not in must_look or Capability.RECONCILE in self.capabilities
        lasts = place.connector.idempotency_lasts
        assert (lasts is not None) == (place.connector.retry_safety == RetrySafety.IDEMPOTENT)

    def test_it_is_described_for_people(self, place: Place) -> None:
        made = place.connector
        assert made.kind == made.kind.lower()
        assert made.kind.isidentifier()
        assert made.name
        assert made.icon
        assert made.tested_against
        shapes = [made.credentials, *([made.settings] if made.settings else [])]
        labels = [field.label for shape in shapes for field in describe(shape).values()]
        assert labels == [label for label in labels if label[0].isupper()]

    def test_its_settings_are_words_and_switches(self, place: Place) -> None:
        for info in msgspec.structs.fields(place.connector.settings) if place.connector.settings else ():
            plain = getattr(info.type, "__origin__", info.type)
            assert plain in {str, bool}, info.name

    def test_it_knows_whose_credentials_these_are(self, place: Place, connector: Any) -> None:
        found = connector.verify()
        assert (found.stable_id, found.handle, found.url) == (place.us.stable_id, place.us.handle, place.us.url)

    def test_its_limits_are_dated_and_counted_in_known_units(self, place: Place) -> None:
        entry = table(place)
        assert entry.text
        assert set(entry.text) | set(entry.title) | set(entry.poll_option) <= set(UNITS)
        assert entry.source
        assert entry.checked

    def test_a_text_that_is_too_long_is_named_with_both_numbers(self, place: Place, connector: Any) -> None:
        found = limits_of(place, connector)
        for unit, most in found.text.items():
            long = place.post("è" * (most + 1))
            assert Misfit(unit, UNITS[unit](long.text), most) in misfits(long, place.connector.wording(long), found)
        fits = place.post("è" * min(found.text.values()) if "utf8_bytes" not in found.text else "è")
        assert misfits(fits, place.connector.wording(fits), found) == []

    def test_the_fence_is_opened_once_for_each_post(self, place: Place, connector: Any) -> None:
        fence = OpenFence()
        send(connector, place.post("Once"), fence)
        assert len(fence.seen) == 1

    def test_it_stops_at_a_closed_fence(self, place: Place, connector: Any) -> None:
        with pytest.raises(Closed):
            send(connector, place.post("Not mine any more"), ClosedFence())

    @needs(at=answers_alike)
    def test_one_operation_has_one_address_however_often_it_is_sent(self, place: Place, connector: Any) -> None:
        post = place.post("Say it once")
        first, second = send(connector, post), send(place.open(), post)
        assert second == first

    @needs(Capability.RECONCILE)
    def test_a_look_finds_what_stands(self, place: Place, connector: Any) -> None:
        post = place.post(f"Where am I? {UNUSUAL}")
        reference = send(connector, post)
        assert place.open().reconcile(post) == reference

    @needs(Capability.ACCOUNTS)
    def test_it_tells_for_whom_one_may_speak(self, place: Place, connector: Any) -> None:
        assert place.us.stable_id in [one.stable_id for one in connector.accounts()]

    def test_nobody_reads_the_secret_in_what_is_printed(self, place: Place, connector: Any) -> None:
        printed = f"{place.credentials()!r} {place.credentials()} {connector!r} {connector.__dict__}"
        secrets = {name for name, field in describe(place.connector.credentials).items() if field.secret}
        hidden = [getattr(place.credentials(), name) for name in secrets] + [place.token]
        assert [secret for secret in hidden if secret and secret in printed] == []

    # One signs in at a network with OAuth: that way is tested where it is built.
    @needs(at=lambda at: at.connector.oauth is None)
    def test_the_house_connects_it_and_seals_what_was_typed(self, place: Place, world: World, settings: Any) -> None:
        settings.PRIVATE_HOSTS, settings.NETWORK_INSTEAD = ["127.0.0.1"], place.instead()
        channel = connect(
            world.anna, place.connector.kind, {name: f" {value} " for name, value in place.typed.items()}
        )
        assert (channel.identity.stable_id, channel.kind) == (place.us.stable_id, place.connector.kind)
        assert place.secret not in channel.credentials_sealed
        opened = credentials_of(place.connector.credentials, sealer().open(channel.credentials_sealed))
        assert msgspec.structs.asdict(opened) == place.typed
        assert bounds().private_allowed == {"127.0.0.1"}
