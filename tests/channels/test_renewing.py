"""What was granted is renewed ahead of its end, once, and nobody is logged out unless the network says so."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, connections

from antiphon.channels.actions import note_trouble, open_connector
from antiphon.channels.actions.renewing import claim_renewal, renew
from antiphon.channels.models import Channel, Grant
from antiphon.channels.queries import sealer
from antiphon.channels.tasks import keep_fresh
from antiphon.cli.working import Worker
from antiphon.conversations.tasks import listen_once
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble
from tests.channels.guild import age, grant_of, open_guild, register, sign_in
from tests.channels.networks.authorization import AuthorizationServer
from tests.world import World, make_world


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    return make_world()


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        register(world.anna)
        yield server


@pytest.fixture
def channel(world: World, guild: AuthorizationServer) -> Channel:
    [made] = sign_in(world.anna)
    return made


def tokens(channel: Channel) -> tuple[str, str]:
    grant, lock = grant_of(channel), sealer()
    return lock.open(grant.access_sealed).decode(), lock.open(grant.refresh_sealed or lock.seal(b"")).decode()


def trouble(channel: Channel) -> tuple[str, str]:
    return Channel.objects.get(pk=channel.pk).trouble, grant_of(channel).trouble


# Ahead of time ------------------------------------------------------------------------------------------


def test_a_token_is_renewed_after_two_thirds_of_its_life(channel: Channel, guild: AuthorizationServer) -> None:
    before = tokens(channel)
    assert grant_of(channel).due_at - grant_of(channel).got_at == timedelta(minutes=80)
    age(channel, timedelta(minutes=79))
    assert (keep_fresh(), tokens(channel)) == (0, before)
    age(channel, timedelta(minutes=2))
    assert keep_fresh() == 1
    grant = grant_of(channel)
    assert (grant.times, guild.refreshed) == (1, [before[1]])
    assert tokens(channel) != before
    assert grant.due_at - grant.got_at == timedelta(minutes=80)
    assert open_connector(channel).verify().name == "Weavers"


def test_the_worker_renews_while_it_runs_and_when_it_looks_once(channel: Channel, guild: AuthorizationServer) -> None:
    age(channel, timedelta(minutes=81))
    stopping = threading.Event()
    running = threading.Thread(target=Worker(stopping).work)
    running.start()
    until = time.monotonic() + 20
    while not grant_of(channel).times and time.monotonic() < until:
        time.sleep(0.05)
    stopping.set()
    running.join()
    assert grant_of(channel).times == 1
    age(channel, timedelta(minutes=81))
    Worker(threading.Event()).once()
    assert (grant_of(channel).times, len(guild.refreshed)) == (2, 2)


def test_refresh_tokens_that_work_once_are_passed_on_for_months(channel: Channel, guild: AuthorizationServer) -> None:
    for _ in range(30):
        age(channel, timedelta(minutes=81))
        assert keep_fresh() == 1
    assert (grant_of(channel).times, len(set(guild.refreshed)), trouble(channel)) == (30, 30, ("", ""))


def test_what_no_channel_hangs_on_is_not_renewed(channel: Channel, guild: AuthorizationServer) -> None:
    age(channel, timedelta(hours=2))
    Channel.objects.filter(pk=channel.pk).update(disconnected_at=clock.now())
    assert (keep_fresh(), guild.refreshed) == (0, [])


def test_a_network_with_its_own_way_is_asked_in_that_way(world: World, guild: AuthorizationServer) -> None:
    guild.habits.needs_proof, guild.habits.refresh = False, "none"
    register(world.anna, "meadow")
    [channel] = sign_in(world.anna, "meadow")
    before = tokens(channel)
    age(channel, timedelta(days=41))
    assert keep_fresh() == 1
    assert (tokens(channel) != before, tokens(channel)[1], guild.refreshed) == (True, "", [])
    [entry] = guild.journal.entries("GET", "/renew")
    assert (entry.status, entry.query["grant_type"]) == (200, ["again"])
    guild.withdraw()
    age(channel, timedelta(days=41))
    keep_fresh()
    assert trouble(channel) == (Trouble.AUTH, Trouble.AUTH)


# Once ---------------------------------------------------------------------------------------------------


def test_two_workers_renew_once(channel: Channel, guild: AuthorizationServer) -> None:
    age(channel, timedelta(minutes=81))
    guild.on_request("received", lambda _entry: threading.Event().wait(0.3), "POST", "/token")
    together, done = threading.Barrier(8), []

    def work() -> None:
        together.wait()
        done.append(keep_fresh())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sorted(done), len(guild.refreshed), trouble(channel)) == ([0] * 7 + [1], 1, ("", ""))


WORKER = """
import sys, django
from pathlib import Path
sys.path.insert(0, {root!r})
django.setup()
from django.conf import settings
settings.PRIVATE_HOSTS, settings.NETWORK_INSTEAD = ["127.0.0.1"], {{"https://guild.example": {url!r}}}
settings.SECRETS_FILE = Path({keys!r})
settings.DATABASES["default"]["NAME"] = {database!r}
from django.db import connections
connections["default"].settings_dict["NAME"] = {database!r}
from tests.channels.noticeboard import dropped_in
from antiphon.channels.tasks import keep_fresh
with dropped_in(Path({folder!r}), "guild"):
    sys.stdin.readline()
    print(keep_fresh())
"""


def test_two_processes_renew_once(
    channel: Channel, guild: AuthorizationServer, tmp_path: Path, settings: Any
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the processes are pointed at a file")
    age(channel, timedelta(minutes=81))
    guild.on_request("received", lambda _entry: threading.Event().wait(0.3), "POST", "/token")
    root = Path(__file__).resolve().parents[2]
    program = WORKER.format(
        root=str(root), url=guild.url, keys=str(settings.SECRETS_FILE),
        database=connection.settings_dict["NAME"], folder=str(tmp_path),
    )  # fmt: skip
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
        )
        for _ in range(2)
    ]  # fmt: skip
    told = [worker.communicate("go\n", timeout=60)[0].strip() for worker in _let_go(workers)]
    assert (sorted(told), len(guild.refreshed), trouble(channel)) == (["0", "1"], 1, ("", ""))


def _let_go(workers: list[Any]) -> list[Any]:
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return workers


def test_a_worker_that_died_while_renewing_is_followed_by_another(
    channel: Channel, guild: AuthorizationServer
) -> None:
    age(channel, timedelta(minutes=81))
    assert claim_renewal() is not None
    assert keep_fresh() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert keep_fresh() == 1
    assert len(guild.refreshed) == 1


def test_who_comes_too_late_takes_nothing_back(channel: Channel, guild: AuthorizationServer) -> None:
    age(channel, timedelta(minutes=81))
    slow = claim_renewal()
    assert slow is not None
    Grant.objects.update(lease_until=None)
    assert keep_fresh() == 1
    fresh = tokens(channel)
    with pytest.raises(ChannelError):  # its refresh token is worthless by now
        renew(slow)
    assert (tokens(channel), trouble(channel)) == (fresh, ("", ""))


# Failures -----------------------------------------------------------------------------------------------

PASSING = {
    "500": lambda guild: guild.faults.server_error("POST", "/token"),
    "503": lambda guild: guild.faults.server_error("POST", "/token", status=503),
    "no answer": lambda guild: guild.faults.reset_connection("POST", "/token"),
    "nonsense": lambda guild: guild.faults.garbage("POST", "/token", kind="truncated"),
    "too many": lambda guild: guild.faults.too_many_requests("POST", "/token", retry_after=600),
    "slow": lambda guild: guild.faults.slow_body("POST", "/token", seconds=4),
    "another application": lambda guild: guild.registered.clear(),
}


@pytest.mark.parametrize("mood", PASSING)
def test_a_failure_logs_nobody_out(channel: Channel, guild: AuthorizationServer, mood: str, settings: Any) -> None:
    settings.NETWORK_SECONDS = 1
    guild.habits.refresh = "lasting"
    registered = dict(guild.registered)
    age(channel, timedelta(minutes=81))
    before = tokens(channel)
    PASSING[mood](guild)
    assert keep_fresh() == 1
    grant = grant_of(channel)
    assert (tokens(channel), grant.failures, Channel.objects.get(pk=channel.pk).trouble) == (before, 1, "")
    assert grant.due_at - clock.now() > timedelta(minutes=9 if mood == "too many" else 0)
    assert open_connector(channel).verify().name == "Weavers", "what is held is still good"
    guild.registered.update(registered)
    Grant.objects.update(due_at=clock.now())
    keep_fresh()
    assert (grant_of(channel).times, grant_of(channel).failures, trouble(channel)) == (1, 0, ("", ""))


def test_failures_are_tried_again_at_growing_distances(channel: Channel, guild: AuthorizationServer) -> None:
    guild.faults.server_error("POST", "/token", times=None)
    age(channel, timedelta(minutes=81))
    waits = []
    for _ in range(6):
        keep_fresh()
        waits.append(round((grant_of(channel).due_at - clock.now()).total_seconds() / 60))
        Grant.objects.update(due_at=clock.now())
    assert waits == [1, 2, 4, 8, 15, 15]


def test_only_the_networks_clear_word_ends_it(channel: Channel, guild: AuthorizationServer) -> None:
    guild.withdraw()
    age(channel, timedelta(minutes=81))
    assert keep_fresh() == 1
    assert trouble(channel) == (Trouble.AUTH, Trouble.AUTH)
    assert grant_of(channel).due_at is None
    assert keep_fresh() == 0


def test_who_connects_it_again_is_well_again(world: World, channel: Channel, guild: AuthorizationServer) -> None:
    guild.withdraw()
    age(channel, timedelta(minutes=81))
    keep_fresh()
    [again] = sign_in(world.anna)
    assert (again.pk, trouble(again), Grant.objects.count()) == (channel.pk, ("", ""), 1)
    assert open_connector(again).verify().name == "Weavers"


# The refresh token is kept (T4) -------------------------------------------------------------------------


def test_an_empty_refresh_token_never_takes_the_place_of_the_one_that_is_kept(
    channel: Channel, guild: AuthorizationServer
) -> None:
    guild.habits.refresh = "empty"
    kept = tokens(channel)[1]
    for _ in range(2):
        age(channel, timedelta(minutes=81))
        assert keep_fresh() == 1
    assert (tokens(channel)[1], guild.refreshed) == (kept, [kept, kept])


def test_connecting_again_without_a_refresh_token_keeps_the_one_there_was(
    world: World, guild: AuthorizationServer
) -> None:
    guild.habits.refresh = "once"
    [channel] = sign_in(world.anna)
    kept = tokens(channel)[1]
    [again] = sign_in(world.anna)
    assert (again.pk, tokens(again)[1], Grant.objects.count()) == (channel.pk, kept, 1)
    guild.habits.refresh = "lasting"
    age(again, timedelta(minutes=81))
    assert (keep_fresh(), trouble(again)) == (1, ("", ""))


# While speaking -----------------------------------------------------------------------------------------


def test_a_token_that_ended_is_renewed_before_it_is_used(channel: Channel, guild: AuthorizationServer) -> None:
    guild.clock.advance(7300)
    age(channel, timedelta(seconds=7300))
    assert open_connector(channel).verify().name == "Weavers"
    assert len(guild.refreshed) == 1


def test_a_token_that_ended_and_cannot_be_renewed_now_only_makes_one_wait(
    channel: Channel, guild: AuthorizationServer
) -> None:
    guild.faults.server_error("POST", "/token", times=None)
    age(channel, timedelta(seconds=7300))
    for _ in range(3):
        with pytest.raises(ChannelError) as caught:
            open_connector(channel)
        assert (caught.value.trouble, caught.value.passing) == (Trouble.BEFORE_SEND, True)
    assert len(guild.journal.entries("POST", "/token")) == 2, "the sign-in and one try: the rest wait"
    assert Channel.objects.get(pk=channel.pk).trouble == ""


def test_while_somebody_renews_the_others_wait_or_go_on(channel: Channel, guild: AuthorizationServer) -> None:
    age(channel, timedelta(minutes=81))
    assert claim_renewal() is not None
    assert open_connector(channel).verify().name == "Weavers"
    age(channel, timedelta(hours=1))
    with pytest.raises(ChannelError) as caught:
        open_connector(channel)
    assert (caught.value.trouble, caught.value.retry_after) == (Trouble.BEFORE_SEND, timedelta(seconds=5))


def test_a_token_refused_before_its_end_is_renewed_first(channel: Channel, guild: AuthorizationServer) -> None:
    guild.forget_access()
    age(channel, timedelta(minutes=5))
    Channel.objects.update(listen_due_at=clock.now() + timedelta(days=1))
    Channel.objects.filter(pk=channel.pk).update(listen_due_at=clock.now())
    assert listen_once()
    assert (trouble(channel), keep_fresh()) == (("", ""), 1)
    assert open_connector(Channel.objects.get(pk=channel.pk)).verify().name == "Weavers"


def test_a_fresh_token_that_is_refused_again_is_the_networks_word(
    channel: Channel, guild: AuthorizationServer
) -> None:
    said = []
    for _ in range(2):
        age(channel, timedelta(minutes=5))
        guild.forget_access()
        connector = open_connector(channel)
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        said.append(note_trouble(channel, caught.value).trouble)
        keep_fresh()
    assert said == [Trouble.BEFORE_SEND, Trouble.AUTH]
    assert Channel.objects.get(pk=channel.pk).trouble == Trouble.AUTH


def test_tokens_that_die_early_are_renewed_as_often_as_that_happens(
    channel: Channel, guild: AuthorizationServer
) -> None:
    for _ in range(5):
        age(channel, timedelta(minutes=30))
        guild.forget_access()
        connector = open_connector(channel)
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        assert note_trouble(channel, caught.value).passing
        assert keep_fresh() == 1
        assert open_connector(channel).verify().name == "Weavers"
    assert trouble(channel) == ("", "")


def test_who_was_refused_while_another_renewed_tries_again(channel: Channel, guild: AuthorizationServer) -> None:
    connector = open_connector(channel)
    age(channel, timedelta(minutes=81))
    guild.forget_access()
    keep_fresh()
    with pytest.raises(ChannelError) as caught:
        connector.verify()
    assert note_trouble(channel, caught.value).passing
    assert (trouble(channel), len(guild.refreshed)) == (("", ""), 1)
