"""One row is changed by its key, and only as long as it holds what it should."""

from antiphon.lib import clock
from antiphon.publishing.actions import rows
from antiphon.publishing.models import Delivery
from tests.publishing.conftest import Stage


def test_a_row_that_holds_what_it_should_is_changed_and_no_other(stage: Stage) -> None:
    first, second = (stage.compose(text, "mastodon").deliveries.get() for text in ("One", "Two"))
    now = clock.now()
    fields = {"trouble": "limit", "live_at": now, "prepared": ["7"]}
    held: rows.Held = {"claimed_by": "", "state": ("scheduled", "unknown")}
    assert rows.change(Delivery, first.pk, fields, held)
    told = Delivery.objects.order_by("pk").values_list("trouble", "live_at", "prepared")
    assert list(told) == [("limit", now, ["7"]), (second.trouble, None, second.prepared)]


def test_a_row_that_somebody_else_holds_is_left_as_it_is(stage: Stage) -> None:
    one = stage.compose("One", "mastodon").deliveries.get()
    held: rows.Held = {"claimed_by": "me"}
    assert not rows.holds(Delivery, one.pk, held)
    assert not rows.change(Delivery, one.pk, {"trouble": "limit"}, held)
    assert Delivery.objects.get(pk=one.pk).trouble == ""
