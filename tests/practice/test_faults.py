"""Each fault does to a client exactly what it says."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests

from antiphon.practice.faults import Garbage
from antiphon.practice.journal import JournalEntry
from antiphon.practice.mastodon import PracticeAccount, PracticeMastodon

STATUSES = "/api/v1/statuses"


@pytest.fixture
def server() -> Iterator[PracticeMastodon]:
    with PracticeMastodon() as running:
        yield running


@pytest.fixture
def brand(server: PracticeMastodon) -> PracticeAccount:
    return server.add_account("loom", "The Loom", note="We weave")


def publish(server: PracticeMastodon, brand: PracticeAccount, key: str = "k") -> requests.Response:
    headers = {"Authorization": f"Bearer {brand.token}", "Idempotency-Key": key}
    return requests.post(server.url + STATUSES, data={"status": "Hello"}, headers=headers, timeout=10)


def test_a_lost_answer_leaves_the_status_live(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.lose_answer("POST", STATUSES)
    with pytest.raises(requests.ConnectionError):
        publish(server, brand)
    assert [s.text for s in server.statuses()] == ["Hello"]
    again = publish(server, brand)
    assert again.json()["id"] == server.statuses()[0].id
    assert len(server.statuses()) == 1
    assert [e.status for e in server.journal.entries("POST", STATUSES)] == [None, 200]


def test_a_reset_connection_leaves_nothing(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.reset_connection("POST", STATUSES)
    with pytest.raises(requests.ConnectionError) as error:
        publish(server, brand)
    assert "Connection reset by peer" in str(error.value)
    assert server.statuses() == []
    assert publish(server, brand).status_code == 200


def test_too_many_requests_say_when_to_come_back(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.too_many_requests("POST", STATUSES, retry_after=7)
    refused = publish(server, brand)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.json() == {"error": "Too many requests"}
    assert server.statuses() == []


def test_the_rate_limit_is_counted_and_can_be_enforced(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.limited(requests_per_window=2, enforce_rate_limit=True)
    answers = [publish(server, brand, key=str(n)) for n in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert [a.headers["X-RateLimit-Remaining"] for a in answers] == ["1", "0", "0"]
    server.clock.advance(301)
    assert publish(server, brand, key="later").status_code == 200


@pytest.mark.parametrize(("after", "live"), [(False, 0), (True, 1)])
def test_a_server_error_before_or_after_the_work(
    server: PracticeMastodon, brand: PracticeAccount, after: bool, live: int
) -> None:
    server.faults.server_error("POST", STATUSES, after=after)
    assert publish(server, brand).status_code == 500
    assert len(server.statuses()) == live


def test_a_slow_body_takes_as_long_as_asked(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.slow_body("POST", STATUSES, seconds=0.6)
    start = time.monotonic()
    assert publish(server, brand).json()["content"] == "<p>Hello</p>"
    assert 0.5 < time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("kind", "read"), [("not_json", ValueError), ("truncated", ValueError), ("wrong_type", None)]
)
def test_garbage_instead_of_an_answer(
    server: PracticeMastodon, brand: PracticeAccount, kind: Garbage, read: type[Exception] | None
) -> None:
    server.faults.garbage("POST", STATUSES, kind=kind)
    answer = publish(server, brand)
    assert len(server.statuses()) == 1
    if read:
        with pytest.raises(read):
            answer.json()
    else:
        assert isinstance(answer.json(), str)


def test_a_huge_body_is_streamed(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.garbage("GET", "/api/v2/instance", kind="huge", megabytes=3)
    with requests.get(f"{server.url}/api/v2/instance", stream=True, timeout=10) as answer:
        assert sum(len(part) for part in answer.iter_content(65_536)) > 3 * 1_048_576
    server.faults.garbage("GET", "/api/v2/instance", kind="huge", megabytes=2000)
    with requests.get(f"{server.url}/api/v2/instance", stream=True, timeout=10) as answer:
        assert len(next(answer.iter_content(65_536))) > 0
    assert requests.get(f"{server.url}/api/v2/instance", timeout=10).json()["version"] == "4.5.0"


def test_a_revoked_token_is_said_as_oauth_says_it(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.revoke_token("*", "/api/*")
    answer = publish(server, brand)
    assert (answer.status_code, answer.json()) == (401, {"error": "The access token was revoked"})
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_skewed_clock_shifts_the_date_and_every_moment(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.skew_clock(seconds=-7200)
    answer = publish(server, brand)
    early = datetime.now(UTC) - timedelta(hours=2)
    assert abs(parsedate_to_datetime(answer.headers["Date"]) - early) < timedelta(seconds=5)
    created_at = datetime.fromisoformat(answer.json()["created_at"])
    assert abs(created_at - early) < timedelta(seconds=5)


def test_hostile_markup_stands_where_people_write(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.hostile_markup(times=1)
    answer = publish(server, brand).json()
    assert "<script>" in answer["content"]
    assert "onerror" in answer["content"]
    assert "javascript:" in answer["account"]["note"]
    assert "\u202e" in answer["account"]["display_name"]
    server.faults.hostile_markup(times=1, non_ascii=True)
    assert "👨‍👩‍👧‍👦" in publish(server, brand).json()["account"]["display_name"]
    assert publish(server, brand).json()["content"] == "<p>Hello</p>"


def test_a_fault_counts_down_and_can_be_lifted(server: PracticeMastodon, brand: PracticeAccount) -> None:
    server.faults.server_error("POST", STATUSES, times=2)
    assert [publish(server, brand, str(n)).status_code for n in range(3)] == [500, 500, 200]
    server.faults.server_error("POST", STATUSES, times=None)
    assert publish(server, brand).status_code == 500
    server.faults.clear()
    assert publish(server, brand).status_code == 200


def test_the_moments_of_a_request_come_in_order(server: PracticeMastodon, brand: PracticeAccount) -> None:
    seen: list[str] = []
    server.on_request("received", lambda _: seen.append(f"received {len(server.statuses())}"), "POST")
    server.on_request("accepted", lambda _: seen.append(f"accepted {len(server.statuses())}"), "POST")
    server.on_request("answered", lambda entry: seen.append(f"answered {entry.status}"), "POST")
    publish(server, brand)
    deadline = time.monotonic() + 5
    while len(seen) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert seen == ["received 0", "accepted 1", "answered 200"]


def test_a_client_can_be_killed_the_moment_its_status_is_accepted(
    server: PracticeMastodon, brand: PracticeAccount
) -> None:
    program = (
        "import sys, urllib.request as u;"
        "r = u.Request(sys.argv[1], b'status=Killed', {'Authorization': 'Bearer ' + sys.argv[2]});"
        "print(u.urlopen(r).status)"
    )
    command = [sys.executable, "-c", program, server.url + STATUSES, brand.token]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as client:

        def kill(_: JournalEntry) -> None:
            os.kill(client.pid, signal.SIGKILL)
            client.wait(5)

        server.on_request("accepted", kill, "POST", STATUSES)
        output, _ = client.communicate(timeout=20)
    assert (client.returncode, output) == (-signal.SIGKILL, b"")
    assert [s.text for s in server.statuses()] == ["Killed"]


def test_the_journal_keeps_no_secret(server: PracticeMastodon, brand: PracticeAccount) -> None:
    publish(server, brand)
    form = {"grant_type": "password", "client_secret": "s3cret", "password": "practice"}
    requests.post(f"{server.url}/oauth/token", data=form, timeout=5)
    written = json.dumps([[e.headers, e.body, e.query] for e in server.journal])
    assert not [secret for secret in (brand.token, "s3cret", "practice") if secret in written]
    assert server.journal.entries("POST", STATUSES)[0].body == {"status": ["Hello"]}


def test_stopping_frees_the_port_and_closes_kept_connections() -> None:
    with PracticeMastodon() as server, socket.create_connection(("127.0.0.1", server.port)) as kept:
        kept.sendall(b"GET /practice.css HTTP/1.1\r\nHost: x\r\n\r\n")
        assert kept.recv(15) == b"HTTP/1.1 200 OK"
        port = server.port
        server.stop()
        kept.settimeout(5)
        while kept.recv(65_536):
            continue
    with PracticeMastodon(port=port) as again:
        assert requests.get(f"{again.url}/practice.css", timeout=5).status_code == 200


def test_a_request_that_is_no_http_breaks_nothing(server: PracticeMastodon) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        client.recv(1000)
    assert requests.get(f"{server.url}/api/v2/instance", timeout=5).status_code == 200
