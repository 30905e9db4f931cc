"""Public pages count who comes and how often, and keep no address; what cannot be right is refused unread."""

import io
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory

from antiphon.config import environment as env
from antiphon.organizations.actions import issue_token
from antiphon.publishing.actions.inviting import make_review_link
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.models import Click, ReviewGuest
from antiphon.web.senders import address_of, sender_of
from tests.publishing.flows import write
from tests.web.readers import signed_in
from tests.world import World

NOON = "2026-11-22T12:00:01Z"


def came(remote: str, forwarded: str = "") -> Any:
    """Return a request that came from an address, by way of others."""
    told = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **told)


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "anything", "127.0.0.1"),
        ("127.0.0.1", "6.6.6.6, anything, 10.1.2.3", "10.1.2.3"),
        ("::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("", "198.51.100.1", "None"),
    ],
)
def test_what_is_said_of_a_sender_is_believed_of_trusted_proxies_only(
    settings: Any, remote: str, forwarded: str, found: str
) -> None:
    settings.TRUSTED_PROXIES = env.networks("ANTIPHON_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8")
    assert str(address_of(came(remote, forwarded))) == found


def test_trusted_proxies_that_are_no_addresses_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_TRUSTED_PROXIES", "10.0.0.0/8, the proxy")
    with pytest.raises(env.SettingError, match="it should be like"):
        env.networks("ANTIPHON_TRUSTED_PROXIES", "")


def test_a_sender_is_known_again_for_a_day_without_their_address() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = sender_of(came("198.51.100.1"))
        assert "198.51" not in first
        assert sender_of(came("198.51.100.1")) == first
        assert sender_of(came("198.51.100.2")) != first
        assert sender_of(came("2001:db8::1")) == sender_of(came("2001:db8::ffff"))
        clock.shift(86_400)
        assert sender_of(came("198.51.100.1")) != first


@time_machine.travel(NOON, tick=False)
def test_who_sends_forms_too_often_waits_and_others_do_not(world: World, settings: Any) -> None:
    settings.PUBLIC_FORMS_A_MINUTE = 2
    world.site.brand.landing_pages.create(
        title="Linen",
        slug="linen",
        gated=True,
        consent="Yes.",
        made_at=world.site.connected_at,
        published_at=world.site.connected_at,
    )
    ask = {"address": "nobody", "agreed": "yes"}
    codes = [Client(REMOTE_ADDR="198.51.100.1").post("/@bottega/p/linen/", ask).status_code for _ in range(4)]
    assert codes == [422, 422, 429, 429]
    told = Client(REMOTE_ADDR="198.51.100.1").post("/@bottega/p/linen/", ask)
    assert (told["Retry-After"], b"very often" in told.content) == ("60", True)
    assert Client(REMOTE_ADDR="198.51.100.2").post("/@bottega/p/linen/", ask).status_code == 422
    assert Client(REMOTE_ADDR="198.51.100.1").get("/@bottega/p/linen/").status_code == 200


@time_machine.travel(NOON, tick=False)
def test_a_link_that_is_followed_too_often_from_one_place_is_counted_no_more(world: World, settings: Any) -> None:
    settings.PUBLIC_PAGES_A_MINUTE = 2
    link = make_link(world.anna, "https://shop.example/")
    codes = [Client(REMOTE_ADDR="198.51.100.1").get(f"/l/{link.code}").status_code for _ in range(3)]
    assert (codes, Click.objects.count()) == ([302, 302, 429], 2)


@pytest.mark.parametrize("path", ["letters/", "letters/confirm/x/", "letters/leave/x/", "p/x/", "links/", "share/"])
def test_each_page_that_is_open_to_all_counts(world: World, settings: Any, path: str) -> None:
    settings.PUBLIC_PAGES_A_MINUTE = 0
    assert Client().get(f"/@bottega/{path}").status_code == 429


def test_who_tries_to_sign_in_is_counted_behind_a_proxy(world: World) -> None:
    def is_stopped(sender: str, number: int) -> bool:
        typed = {"login": f"nobody{number}@example.org", "password": "wrong"}
        answer = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=sender).post("/accounts/login/", typed)
        return b"Too many failed login attempts" in answer.content

    assert [is_stopped("198.51.100.1", number) for number in range(12)][-1]
    assert not is_stopped("198.51.100.2", 12)
    assert not [key for key in cache._cache if "198.51" in key]  # type: ignore[attr-defined]


class Unread(io.RawIOBase):
    """What nobody reads."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError(size)


LARGE = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "50000000", "wsgi.input": Unread()}


@pytest.mark.parametrize(
    "path", ["/b/bottega/posts/new/", "/b/bottega/library/", "/@bottega/letters/", "/accounts/login/"]
)
def test_what_a_guest_sends_in_is_refused_before_it_is_read(world: World, path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, **LARGE)
    assert (answer.status_code, b"Sign in first" in answer.content) == (413, True)


def test_what_a_program_without_a_token_sends_in_is_not_read(world: World) -> None:
    for headers in ({}, {"HTTP_AUTHORIZATION": "Bearer nobody"}):
        assert Client().post("/api/v1/brands/bottega/assets", **LARGE, **headers).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "/@bottega/p/x/?by=%00",
        "/l/a%00b",
        "/@bottega/share/?url=a%1f",
        "/review/1-%00/",
        "/reports/1-%00/",
        "/?%00=1",
    ],
)
def test_an_address_with_control_characters_is_refused(world: World, address: str) -> None:
    assert Client().get(address).status_code == 400


def test_each_page_that_filters_refuses_what_no_database_keeps(world: World) -> None:
    anna = signed_in(world.anna)
    pages = [
        "posts",
        "calendar",
        "inbox",
        "people",
        "library",
        "links",
        "leads",
        "results",
        "queue",
        "ideas",
        "reviews",
    ]
    codes = {anna.get(f"/b/bottega/{name}/?{field}=a%00b").status_code for name in pages for field in ("q", "by")}
    assert codes == {400}


def test_lines_may_stand_in_an_address(world: World) -> None:
    assert Client().get("/@bottega/share/?text=One%0D%0ATwo%09three").status_code == 200


def test_a_form_loses_what_no_database_keeps(world: World) -> None:
    post = write(world.anna, world)
    _link, token = make_review_link(world.anna, label="Mr. Verdi", posts=[post])
    said = {"name": "Mr.\0 Verdi", "text": "Fine."}
    assert Client().post(f"/review/{token}/{post.pk}/comments/", said).status_code == 303
    assert ReviewGuest.objects.get().name == "Mr. Verdi"


def test_what_a_program_sends_loses_it_too(world: World) -> None:
    headers = {"Authorization": f"Bearer {issue_token(world.anna.user, 'x')}"}
    body = {"url": "https://shop.example/", "label": "Sh\0op"}
    made = Client().post("/api/v1/brands/bottega/links", body, content_type="application/json", headers=headers)
    assert made.json()["label"] == "Shop"
