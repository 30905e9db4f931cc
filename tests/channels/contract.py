"""What every connector promises, as tests that its own test class inherits.

A subclass gives the fixture `place` and says in `capabilities` what the connector can do.
"""

from typing import Any, ClassVar

import msgspec
import pytest

from antiphon.channels.actions import connect
from antiphon.channels.connector import Capability, Connector, RetrySafety, describe
from antiphon.channels.queries import bounds, credentials_of, sealer
from antiphon.lib.counting import UNITS
from antiphon.publishing.rules.delivering import Misfit, misfits
from tests.channels.place import UNUSUAL, Closed, ClosedFence, OpenFence, Place, outgoing, send, table
from tests.world import World


class ConnectorContract:
    """Tests of what needs no fault."""

    capabilities: ClassVar[set[Capability]]

    @pytest.fixture
    def connector(self, place: Place) -> Any:
        return place.open()

    def test_it_can_do_what_it_overrides(self, place: Place) -> None:
        made = place.connector
        overridden = {one for one in Capability if getattr(made, one) is not getattr(Connector, one)}
        assert {one for one in Capability if made.can(one)} == overridden == self.capabilities

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
        assert [field.label for field in describe(made.credentials).values()] == [
            field.label for field in describe(made.credentials).values() if field.label[0].isupper()
        ]

    def test_it_knows_whose_credentials_these_are(self, place: Place, connector: Any) -> None:
        found = connector.verify()
        assert (found.stable_id, found.handle, found.url) == (place.us.stable_id, place.us.handle, place.us.url)

    def test_its_limits_are_dated_and_counted_in_known_units(self, place: Place) -> None:
        entry = table(place)
        assert entry.text
        assert set(entry.text) <= set(UNITS)
        assert entry.source
        assert entry.checked

    def test_a_text_that_is_too_long_is_named_with_both_numbers(self, place: Place, connector: Any) -> None:
        found = connector.limits(table(place))
        for unit, most in found.text.items():
            long = outgoing(place.connector, "è" * (most + 1))
            assert Misfit(unit, UNITS[unit](long.text), most) in misfits(long, place.connector.wording(long), found)
        fits = outgoing(place.connector, "è" * min(found.text.values()) if "utf8_bytes" not in found.text else "è")
        assert misfits(fits, place.connector.wording(fits), found) == []

    def test_the_fence_is_opened_once_for_each_post(self, place: Place, connector: Any) -> None:
        fence = OpenFence()
        send(connector, outgoing(place.connector, "Once"), fence)
        assert len(fence.seen) == 1

    def test_it_stops_at_a_closed_fence(self, place: Place, connector: Any) -> None:
        with pytest.raises(Closed):
            send(connector, outgoing(place.connector, "Not mine any more"), ClosedFence())

    def test_one_operation_has_one_address_however_often_it_is_sent(self, place: Place, connector: Any) -> None:
        if place.connector.retry_safety not in {RetrySafety.EXACTLY_ONCE, RetrySafety.IDEMPOTENT}:
            pytest.skip("this network knows no key: the engine looks before it writes again")
        post = outgoing(place.connector, "Say it once")
        first, second = send(connector, post), send(place.open(), post)
        assert second == first

    def test_a_look_finds_what_stands(self, place: Place, connector: Any) -> None:
        if Capability.RECONCILE not in self.capabilities:
            pytest.skip("it cannot look")
        post = outgoing(place.connector, f"Where am I? {UNUSUAL}")
        reference = send(connector, post)
        assert place.open().reconcile(post) == reference

    def test_nobody_reads_the_secret_in_what_is_printed(self, place: Place, connector: Any) -> None:
        printed = f"{place.credentials()!r} {place.credentials()} {connector!r} {connector.__dict__}"
        for name, field in describe(place.connector.credentials).items():
            if field.secret:
                assert getattr(place.credentials(), name) not in printed

    def test_the_house_connects_it_and_seals_what_was_typed(self, place: Place, world: World, settings: Any) -> None:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        channel = connect(
            world.anna, place.connector.kind, {name: f" {value} " for name, value in place.typed.items()}
        )
        assert (channel.identity.stable_id, channel.kind) == (place.us.stable_id, place.connector.kind)
        assert place.secret not in channel.credentials_sealed
        opened = credentials_of(place.connector.credentials, sealer().open(channel.credentials_sealed))
        assert msgspec.structs.asdict(opened) == place.typed
        assert bounds().private_allowed == {"127.0.0.1"}
