"""What waits beyond its target stands on top of where one answers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from antiphon.conversations.actions.promising import set_targets
from antiphon.conversations.rules import CallKind
from tests.web.heard import heard
from tests.web.readers import page, signed_in
from tests.world import World

NOON = datetime(2026, 3, 6, 11, tzinfo=UTC)


@pytest.mark.parametrize("address", ["/b/bottega/inbox/", "/b/bottega/"])
def test_who_waits_beyond_the_target_is_told_on_top_and_shown_alone(world: World, address: str) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        set_targets(world.anna, {CallKind.MENTION: 60})
        heard(world.site, "Mia", "When do you open?")
        heard(world.site, "Ben", "And on Sunday?", at=NOON + timedelta(minutes=50))
        client = signed_in(world.anna)
        assert "longer than you promised" not in page(client, address).words
        now.move_to(NOON + timedelta(minutes=61))
        assert "1 waits for longer than you promised" in page(client, address).words
        shown = page(client, "/b/bottega/inbox/?beyond=1").words
        assert ("When do you open?" in shown, "And on Sunday?" in shown) == (True, False)
