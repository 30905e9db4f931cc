"""Credentials are sealed wherever they rest, whatever happens to their key."""

import logging
import re
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection, connections

from antiphon.channels.actions import connect, disconnect, open_connector, rotate_secrets
from antiphon.channels.models import Channel
from antiphon.channels.sentences import happened
from antiphon.cli.main import main
from antiphon.cli.working import Worker
from antiphon.config.logs import configure
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.secrets import SealBroken, Sealer, new_key, read_keys, write_keys
from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.mastodon import PracticeMastodon
from antiphon.publishing.models import Delivery
from tests.world import World, make_world, say

PASSWORD = "abcd-efgh-ijkl-mnop"


@pytest.fixture
def world(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    settings.SECRETS_FILE = tmp_path / "secrets.key"
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    return make_world()


@pytest.fixture
def mastodon() -> Iterator[PracticeMastodon]:
    with PracticeMastodon() as server:
        yield server


@pytest.fixture
def channel(world: World, mastodon: PracticeMastodon) -> Channel:
    account = mastodon.add_account("bottega", "La Bottega")
    return connect(world.anna, "mastodon", {"server": mastodon.url, "access_token": account.token})


def token(mastodon: PracticeMastodon) -> str:
    return mastodon.account("bottega").token


def everything_stored() -> bytes:
    """What lies in the database: every row, and on SQLite the very bytes of its files."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            found += repr(cursor.fetchall()).encode()
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        found += b"".join(path.read_bytes() for path in place.parent.glob(f"{place.name}*"))
    return found


def keys() -> list[str]:
    return read_keys(settings.SECRETS_FILE)


def test_no_credential_and_no_session_rests_in_the_open(
    world: World, channel: Channel, mastodon: PracticeMastodon
) -> None:
    with PracticeBluesky() as bluesky:
        account = bluesky.add_account("bottega", password=PASSWORD)
        typed = {"service": bluesky.url, "handle": account.handle, "app_password": PASSWORD}
        second = connect(world.anna, "bluesky", typed)
    stored = everything_stored()
    assert (token(mastodon).encode() in stored, PASSWORD.encode() in stored) == (False, False)
    assert second.session_sealed.encode() in stored
    assert re.search(rb"eyJ[\w-]{10,}\.eyJ", stored) is None, "a session is a JSON web token"
    assert channel.credentials_sealed.encode() in stored


def test_the_key_lies_beside_the_database_for_its_owner_alone(world: World, channel: Channel) -> None:
    path = settings.SECRETS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(keys()) == 1
    assert keys()[0].encode() not in everything_stored()


def test_what_is_disconnected_is_erased(world: World, channel: Channel) -> None:
    disconnect(world.anna, channel)
    assert (Channel.objects.get(pk=channel.pk).credentials_sealed, rotate_secrets()) == ("", 1)


def test_after_rotation_only_the_new_key_opens(world: World, channel: Channel, mastodon: PracticeMastodon) -> None:
    [old] = keys()
    before = everything_stored()
    assert rotate_secrets() == 2
    [new] = keys()
    channel.refresh_from_db()
    assert new != old
    assert token(mastodon).encode() in Sealer([new]).open(channel.credentials_sealed)
    with pytest.raises(SealBroken):
        Sealer([old]).open(channel.credentials_sealed)
    assert before != everything_stored()
    assert open_connector(channel).verify().handle.startswith("bottega@")


def test_a_rotation_that_stopped_halfway_lost_nothing_and_can_be_finished(
    world: World, channel: Channel, mastodon: PracticeMastodon
) -> None:
    other = mastodon.add_account("other")
    broken = connect(world.anna, "mastodon", {"server": mastodon.url, "access_token": other.token})
    sealed = broken.credentials_sealed
    Channel.objects.filter(pk=broken.pk).update(credentials_sealed=Sealer([new_key()]).seal(b"{}"))
    [old] = keys()

    with pytest.raises(SealBroken, match=r"other@.*Connect it again"):
        rotate_secrets()
    assert (len(keys()), keys()[1]) == (2, old)
    assert open_connector(Channel.objects.get(pk=channel.pk)).verify().handle.startswith("bottega@")

    Channel.objects.filter(pk=broken.pk).update(credentials_sealed=sealed)
    assert rotate_secrets() == 3
    [last] = keys()
    for one in Channel.objects.all():
        assert Sealer([last]).open(one.credentials_sealed)


def test_the_command_says_how_many_and_where(
    world: World, channel: Channel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["secrets", "rotate"]) == 0
    assert capsys.readouterr().out == f"2 credentials are sealed with a new key, kept in {settings.SECRETS_FILE}.\n"


def test_a_wrong_key_file_is_said_in_a_sentence_and_stops_nothing_else(
    world: World, channel: Channel, mastodon: PracticeMastodon
) -> None:
    good = keys()
    write_keys(settings.SECRETS_FILE, [new_key()])
    with pytest.raises(ChannelError, match="Put the old key back into the key file, or connect the channel again"):
        open_connector(channel)
    toot, page = say(world.anna, channel, "Sealed"), say(world.anna, world.site, "On the page", pictures=[])
    Worker(threading.Event()).once()
    delivery = Delivery.objects.get(post=toot)
    channel.refresh_from_db()
    assert (delivery.state, delivery.trouble, channel.trouble) == ("refused", Trouble.AUTH, Trouble.AUTH)
    assert "Connect the channel again" in happened(channel.trouble, str(channel))
    assert page.deliveries.get().state == "refused", "the own site has sealed credentials too"

    write_keys(settings.SECRETS_FILE, good)
    assert open_connector(channel).verify().handle.startswith("bottega@")


def test_a_session_that_cannot_be_opened_is_had_anew(world: World) -> None:
    with PracticeBluesky() as bluesky:
        account = bluesky.add_account("bottega", password=PASSWORD)
        typed = {"service": bluesky.url, "handle": account.handle, "app_password": PASSWORD}
        channel = connect(world.anna, "bluesky", typed)
        Channel.objects.filter(pk=channel.pk).update(session_sealed=Sealer([new_key()]).seal(b"lost"))
        channel.refresh_from_db()
        assert open_connector(channel).verify().handle == account.handle


@pytest.mark.parametrize("content", ["", "\n", "not a key\n", "x" * 44])
def test_a_key_file_that_holds_no_key_is_said_in_a_sentence(world: World, channel: Channel, content: str) -> None:
    settings.SECRETS_FILE.write_text(content)
    with pytest.raises(ChannelError, match="key file"):
        open_connector(channel)


def test_no_log_and_no_error_tells_a_secret(
    world: World, channel: Channel, mastodon: PracticeMastodon, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = token(mastodon)
    before = logging.getLogger().handlers[:], logging.getLogger().level
    configure({"level": "DEBUG"})
    try:
        mastodon.faults.garbage(times=None)
        say(world.anna, channel, "Hello")
        Worker(threading.Event()).once()
        mastodon.faults.clear()
        mastodon.faults.revoke_token()
        Worker(threading.Event()).once()
        logging.getLogger("test").warning("Authorization: Bearer %s", secret)
        logging.getLogger("test").warning("token=%s password: %s", secret, PASSWORD)
    finally:
        logging.getLogger().handlers[:] = before[0]
        logging.getLogger().setLevel(before[1])
    told = capsys.readouterr()
    assert "listening failed" in told.err
    assert [text for text in (told.out, told.err) if secret in text or PASSWORD in text] == []
    assert secret.encode() not in everything_stored()


def test_keys_are_written_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "secrets.key"
    first = read_keys(path)
    write_keys(path, [Fernet.generate_key().decode(), *first])
    assert read_keys(path)[1:] == first
    assert [found.name for found in path.parent.iterdir()] == ["secrets.key"]
