"""How a delivery stands, and what a program decides about it."""

from datetime import timedelta

import pytest

from antiphon.lib import clock
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.models import Delivery
from tests.api.conftest import Program, deliver, error_of
from tests.world import World


@pytest.fixture
def delivery_id(anna: Program, world: World) -> int:
    at = (clock.now() + timedelta(days=400)).strftime("%Y-%m-%dT09:00")
    post = anna.post("/brands/bottega/posts", {"text": "Bread", "channels": [world.site.pk], "at": at}).json()
    return int(post["deliveries"][0]["id"])


def test_what_was_scheduled_is_sent_now_and_tells_how(anna: Program, delivery_id: int) -> None:
    sent = anna.post(f"/deliveries/{delivery_id}/send-now").json()
    assert (sent["state"], sent["wall_time"], sent["attempts"]) == ("scheduled", "", [])
    deliver()
    live = anna.get(f"/deliveries/{delivery_id}").json()
    (attempt,) = live["attempts"]
    assert (live["state"], live["trouble"], live["happened"]) == ("live", "", "")
    assert live["url"].startswith("http://localhost:8000/@bottega/posts/")
    assert (attempt["number"], attempt["fence"], attempt["happened"]) == (1, "accepted", "")
    assert attempt["started_at"] <= attempt["sent_at"] <= attempt["finished_at"]


def test_what_was_scheduled_is_put_off(anna: Program, delivery_id: int) -> None:
    year = clock.now().year + 2
    put_off = anna.post(
        f"/deliveries/{delivery_id}/reschedule", {"at": f"{year}-01-10T18:30", "time_zone": "America/Lima"}
    ).json()
    assert (put_off["due_at"], put_off["wall_time"], put_off["time_zone"]) == (
        f"{year}-01-10T23:30:00Z", f"{year}-01-10T18:30", "America/Lima",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"at": "2020-01-01T00:00"}, "refused", "at"),
        ({"at": "2099-01-01T00:00", "time_zone": "Mars/Olympus"}, "refused", "time_zone"),
        ({"at": "0001-01-01T00:00", "time_zone": "Asia/Tokyo"}, "refused", "at"),
        ({"at": "soon"}, "invalid", "at"),
        ({}, "invalid", "at"),
    ],
)
def test_an_hour_that_is_none_is_refused(
    anna: Program, delivery_id: int, body: dict[str, str], code: str, field: str
) -> None:
    assert error_of(anna.post(f"/deliveries/{delivery_id}/reschedule", body)) == (422, code, field)


def test_what_was_dropped_cannot_be_sent(anna: Program, delivery_id: int) -> None:
    assert anna.post(f"/deliveries/{delivery_id}/drop").json()["state"] == "cancelled"
    assert error_of(anna.post(f"/deliveries/{delivery_id}/send-now")) == (409, "conflict", None)


def test_an_unknown_outcome_is_settled_by_who_looked(anna: Program, delivery_id: int) -> None:
    Delivery.objects.update(state="unknown", trouble="unknown_after_send")
    assert (
        anna.get(f"/deliveries/{delivery_id}").json()["happened"].startswith("localhost:8000/@bottega did not answer")
    )
    assert error_of(anna.post(f"/deliveries/{delivery_id}/declare-live", {"url": "here"})) == (422, "refused", "url")
    live = anna.post(f"/deliveries/{delivery_id}/declare-live", {"url": "https://bottega.example/1"}).json()
    assert (live["state"], live["url"], live["happened"]) == ("live", "https://bottega.example/1", "")


def test_a_post_that_does_not_stand_may_be_tried_anew(anna: Program, delivery_id: int) -> None:
    before = Delivery.objects.get().operation
    Delivery.objects.update(state="unknown", trouble="unknown_after_send")
    assert anna.post(f"/deliveries/{delivery_id}/declare-absent").json()["state"] == "missed"
    assert Delivery.objects.get().operation != before


def test_a_refused_delivery_says_what_to_do(anna: Program, world: World) -> None:
    with PracticeMastodon() as mastodon:
        account = mastodon.add_account("bottega", "La Bottega")
        channel = anna.post(
            "/brands/bottega/channels",
            {"kind": "mastodon", "credentials": {"server": mastodon.url, "access_token": account.token}},
        ).json()
        anna.post("/brands/bottega/posts", {"text": "Bread", "channels": [channel["id"]]})
        mastodon.revoke(account)
        deliver()
        (post,) = anna.get("/brands/bottega/posts").json()["items"]
        sentence = f"{channel['account']} no longer accepts our credentials. Connect the channel again, then retry."
        assert (post["state"], post["deliveries"][0]["happened"]) == ("refused", sentence)
        assert anna.get(f"/channels/{channel['id']}").json()["trouble"] == sentence


def test_a_live_post_is_taken_down_and_told_how(anna: Program, delivery_id: int) -> None:
    anna.post(f"/deliveries/{delivery_id}/send-now")
    assert error_of(anna.post(f"/deliveries/{delivery_id}/take-down")) == (409, "conflict", None)
    deliver()
    assert anna.post(f"/deliveries/{delivery_id}/take-down").json()["state"] == "removing"
    deliver()
    assert anna.get(f"/deliveries/{delivery_id}").json()["state"] == "removed"


def test_what_could_not_be_taken_down_says_why_and_waits_for_a_word(anna: Program, delivery_id: int) -> None:
    Delivery.objects.update(state="not_removed", trouble="permission")
    assert anna.get(f"/deliveries/{delivery_id}").json()["happened"].startswith("It still stands:")
    assert anna.post(f"/deliveries/{delivery_id}/let-stand").json()["state"] == "live"
    assert error_of(anna.post(f"/deliveries/{delivery_id}/declare-gone")) == (409, "conflict", None)
