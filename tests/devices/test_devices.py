"""A browser becomes a device; what is pushed arrives once, encrypted and signed; addresses are checked."""

import doctest
import socket
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from antiphon.channels.actions.sealing import rotate_secrets
from antiphon.devices import rules
from antiphon.devices.actions.registering import Subscription, drop_waiting, forget_device, push_key, register_device
from antiphon.devices.actions.sending import Told, claim_push, write_pushes
from antiphon.devices.models import Device, Push, PushKey
from antiphon.devices.queries import devices_of
from antiphon.devices.rules import MOST_DEVICES, MOST_FAILURES, may_be_asked, topic_of
from antiphon.devices.tasks import send_pushes, tidy_pushes
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.practice.push import PracticeBrowser, PracticePush
from tests.world import World

TOLD = Told("Bottega", "Something is new for you.", "/@bottega/community/notifications/", "reply:topic:7")


def given(browser: PracticeBrowser, **other: str) -> Subscription:
    """Return what a browser gives."""
    return Subscription(**({"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth} | other))


def phone(world: World, service: PracticePush) -> PracticeBrowser:
    """Make Anna's phone a device."""
    browser = service.subscribe(push_key().public)
    register_device(world.anna.user, world.bottega, given(browser), "Phone")
    return browser


def tell(world: World, key: str = "n:1", told: Told = TOLD) -> int:
    return write_pushes(world.anna.user, world.bottega, key, told)


def later(**time: int) -> None:
    """Let time pass over what waits."""
    for push in Push.objects.waiting():
        push.next_try_at -= timedelta(**time)
        push.save()


def test_the_examples_in_the_rules_hold() -> None:
    assert doctest.testmod(rules).failed == 0


def test_what_is_pushed_is_read_by_the_browser_and_by_nobody_else(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    assert tell(world) == 1
    assert send_pushes() == 1
    assert service.told(browser) == [
        {"title": "Bottega", "body": TOLD.body, "path": TOLD.path, "about": topic_of("reply:topic:7")}
    ]
    [head] = service.heads()
    assert (head["topic"], head["urgency"], head["ttl"]) == (topic_of("reply:topic:7"), "normal", "43199")
    push, device = Push.objects.get(), Device.objects.get()
    assert (push.words, push.sent_at is not None, device.last_good_at is not None) == ("", True, True)


def test_the_same_thing_is_pushed_once(world: World, service: PracticePush) -> None:
    phone(world, service)
    tell(world)
    tell(world)
    assert (send_pushes(), send_pushes()) == (1, 0)
    tell(world)
    assert send_pushes() == 0


def test_of_one_topic_only_the_latest_waits(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    tell(world)
    tell(world, "n:2", Told("Bottega", "Two things.", "/", TOLD.about))
    assert send_pushes() == 1
    assert [told["body"] for told in service.told(browser)] == ["Two things."]


def test_what_was_read_meanwhile_is_not_pushed(world: World, service: PracticePush) -> None:
    phone(world, service)
    tell(world)
    assert drop_waiting(world.anna.user, world.bottega, [topic_of(TOLD.about)]) == 1
    assert send_pushes() == 0


def test_no_address_and_no_key_stands_open_in_the_rows(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    rows = repr([*Device.objects.values(), *PushKey.objects.values()])
    secrets = (browser.endpoint, browser.endpoint.rpartition("/")[2], browser.p256dh, browser.auth)
    assert [secret for secret in secrets if secret in rows] == []


def test_a_fresh_seal_keeps_the_devices(world: World, service: PracticePush) -> None:
    browser, before = phone(world, service), push_key().public
    assert rotate_secrets() >= 2
    tell(world)
    send_pushes()
    assert (len(service.told(browser)), push_key().public) == (1, before)


def test_a_key_that_cannot_be_opened_any_more_is_made_anew(world: World, settings: Any, tmp_path: Path) -> None:
    before = push_key().public
    settings.SECRETS_FILE = tmp_path / "another.key"
    assert push_key().public == push_key().public != before


def test_a_device_that_is_gone_there_is_forgotten_here(world: World, service: PracticePush) -> None:
    service.unsubscribe(phone(world, service))
    tell(world)
    send_pushes()
    assert (Device.objects.count(), Push.objects.count()) == (0, 0)


def test_a_service_that_asks_to_wait_is_left_alone_so_long(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    service.faults.too_many_requests(retry_after=600)
    tell(world)
    assert (send_pushes(), send_pushes()) == (1, 0)
    wait = Push.objects.get().next_try_at - clock.now()
    assert timedelta(seconds=590) < wait <= timedelta(seconds=600)
    later(seconds=601)
    send_pushes()
    assert (len(service.told(browser)), Push.objects.get().tries, Device.objects.get().failures) == (1, 2, 0)


def test_an_error_of_the_service_is_tried_again(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    service.faults.server_error(status=500)
    tell(world)
    send_pushes()
    assert service.told(browser) == []
    later(minutes=1)
    send_pushes()
    assert len(service.told(browser)) == 1


def test_a_service_that_is_away_is_tried_again_until_it_is_old_news(world: World, service: PracticePush) -> None:
    phone(world, service)
    tell(world)
    service.stop()
    send_pushes()
    assert Push.objects.waiting().count() == 1
    later(minutes=1)
    Push.objects.update(good_until=clock.now())
    send_pushes()
    assert (Push.objects.waiting().count(), Push.objects.get().detail) == (0, "it was not taken in time")


def test_a_push_whose_answer_was_lost_is_not_sent_again(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    service.faults.lose_answer()
    tell(world)
    assert (send_pushes(), send_pushes()) == (1, 0)
    assert len(service.told(browser)) == 1
    assert Device.objects.get().failures == 1


def test_a_push_on_which_a_worker_died_is_not_sent_again(world: World, service: PracticePush) -> None:
    phone(world, service)
    tell(world)
    assert claim_push() is not None
    assert send_pushes() == 0


def test_a_device_that_only_fails_is_forgotten(world: World, service: PracticePush) -> None:
    phone(world, service)
    service.faults.lose_answer(times=None)
    for number in range(MOST_FAILURES):
        assert Device.objects.count() == 1
        tell(world, f"n:{number}")
        send_pushes()
    assert Device.objects.count() == 0


def test_a_push_signed_with_another_key_is_given_up(world: World, service: PracticePush) -> None:
    browser = service.subscribe("somebody else")
    register_device(world.anna.user, world.bottega, given(browser), "")
    tell(world)
    send_pushes()
    assert Push.objects.get().detail == "the push service answered 403"


def test_words_that_are_too_long_are_cut(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    tell(world, told=Told("Bottega", "è" * 5000, "/", "long"))
    send_pushes()
    assert len(service.told(browser)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/x",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://8.8.8.8/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://printer.local/x",
        "https://intranet/x",
        "https://anna:secret@push.example.org/x",
        "https://push.example.org/x#y",
        "https://push.example.org\\@127.0.0.1/x",
        "https://push.example.org/ x",
        "https://push.example.org:port/x",
        "ftp://push.example.org/x",
        "file:///etc/passwd",
        "",
        "https://push.example.org/" + "x" * 1000,
    ],
)
def test_nothing_is_sent_to_an_address_that_is_none_of_a_push_service(world: World, address: str) -> None:
    browser = PracticeBrowser(address, "")
    assert not may_be_asked(address, lambda _host, _port: False)
    with pytest.raises(Refusal, match="Nothing can be sent to this address"):
        register_device(world.anna.user, world.bottega, given(browser), "")
    assert Device.objects.count() == 0


def test_a_name_that_leads_into_the_house_is_refused_when_it_is_asked(
    world: World, service: PracticePush, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = PracticeBrowser(f"https://push.example.org:{service.port}/push/x", "")
    register_device(world.anna.user, world.bottega, given(browser), "")
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", service.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_how: found)
    tell(world)
    send_pushes()
    assert "private address" in Push.objects.get().detail
    assert len(service.journal) == 0


def test_trust_that_the_operator_takes_back_holds_for_devices_of_before(
    world: World, service: PracticePush, settings: Any
) -> None:
    phone(world, service)
    tell(world)
    settings.PRIVATE_HOSTS = []
    send_pushes()
    assert len(service.journal) == 0


def test_a_server_that_lets_its_answer_drip_is_cut_off(world: World, settings: Any) -> None:
    settings.NETWORK_SECONDS = 0.4
    with socket.create_server(("127.0.0.1", 0)) as slow:
        port = slow.getsockname()[1]
        settings.PRIVATE_HOSTS = [f"127.0.0.1:{port}"]
        threading.Thread(target=_drip, args=(slow,), daemon=True).start()
        browser = PracticeBrowser(f"http://127.0.0.1:{port}/push", "")
        register_device(world.anna.user, world.bottega, given(browser), "")
        tell(world)
        began = time.monotonic()
        send_pushes()
    assert time.monotonic() - began < 5
    assert Push.objects.get().detail.startswith("no answer")


def _drip(slow: socket.socket) -> None:
    """Answer with a head that never ends, a letter in a tenth of a second."""
    there, _from = slow.accept()
    with there:
        for letter in b"HTTP/1.1 201 Created\r\nX: " + b"x" * 200:
            try:
                there.sendall(bytes([letter]))
            except OSError:
                return
            threading.Event().wait(0.1)


def test_a_redirect_is_not_followed(world: World, service: PracticePush) -> None:
    phone(world, service)
    service.faults.server_error(status=307)
    tell(world)
    send_pushes()
    assert Push.objects.get().detail == "the push service answered 307"
    assert len(service.journal) == 1


def test_the_same_browser_again_is_the_same_device(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    register_device(world.anna.user, world.bottega, given(browser), "Old phone")
    assert [device.name for device in devices_of(world.anna.user, world.bottega)] == ["Old phone"]


def test_a_browser_that_somebody_else_signs_in_with_is_theirs(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    register_device(world.bruno.user, world.bottega, given(browser), "")
    assert [device.user.email for device in Device.objects.all()] == [world.bruno.user.email]


def test_who_only_knows_the_address_of_a_browser_does_not_get_it(world: World, service: PracticePush) -> None:
    browser = phone(world, service)
    other = PracticeBrowser(browser.endpoint, "")
    with pytest.raises(Refusal, match="another browser"):
        register_device(world.bruno.user, world.bottega, given(other), "")
    assert Device.objects.get().user == world.anna.user


def test_there_is_an_end_to_devices(world: World, service: PracticePush) -> None:
    for _number in range(MOST_DEVICES):
        phone(world, service)
    with pytest.raises(Refusal, match="ten devices"):
        phone(world, service)


def test_a_device_is_forgotten_by_whose_it_is(world: World, service: PracticePush) -> None:
    phone(world, service)
    pk = Device.objects.get().pk
    with pytest.raises(NotAllowed):
        forget_device(world.bruno.user, world.bottega, pk)
    tell(world)
    forget_device(world.anna.user, world.bottega, pk)
    assert (Device.objects.count(), send_pushes()) == (0, 0)
    with pytest.raises(Conflict):
        forget_device(world.anna.user, world.bottega, pk)


def test_what_is_done_with_is_forgotten_after_a_week(world: World, service: PracticePush) -> None:
    phone(world, service)
    tell(world)
    send_pushes()
    assert tidy_pushes() == 0
    Push.objects.update(written_at=clock.now() - timedelta(days=8))
    assert (tidy_pushes(), Push.objects.count()) == (1, 0)
