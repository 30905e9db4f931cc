"""A guild to sign in at: the local server, the connectors of it dropped into the house, and short ways to sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from antiphon.channels.actions.registering import save_application
from antiphon.channels.actions.signing_in import begin_sign_in, choose_accounts, finish_sign_in
from antiphon.channels.models import Channel, Grant
from antiphon.organizations.models import Member
from tests.channels.networks.authorization import CLIENT_ID, CLIENT_SECRET, AuthorizationServer
from tests.channels.noticeboard import dropped_in

BASE = "https://guild.example"
BROWSER = "the browser of Anna"


@contextmanager
def open_guild(folder: Path, settings: Any) -> Iterator[AuthorizationServer]:
    """Open the guild and let the house know it as `guild` and `meadow`."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with AuthorizationServer() as server, dropped_in(folder, "guild", "meadow"):
        settings.NETWORK_INSTEAD = {BASE: server.url}
        yield server


def register(by: Member, kind: str = "guild", secret: str = CLIENT_SECRET) -> None:
    """Type what the guild knows us by."""
    save_application(by, kind, CLIENT_ID, secret)


def go(address: str) -> dict[str, str]:
    """Go where the browser is sent, sign in there, and return what one comes back with."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def sign_in(by: Member, kind: str = "guild", *chosen: str) -> list[Channel]:
    """Sign in, and connect the accounts that are chosen: the first chapter without any."""
    departure = begin_sign_in(by, kind, {}, BROWSER)
    returned = finish_sign_in(by.user, go(departure.address), BROWSER)
    return choose_accounts(by, returned, chosen or ("chapter:1",))


def grant_of(channel: Channel) -> Grant:
    """Return what the channel speaks with, as it stands now."""
    return Grant.objects.get(channels=channel)


def age(channel: Channel, by: timedelta) -> None:
    """Let time pass for what was granted: all its moments move into the past."""
    grant = grant_of(channel)
    for name in ("got_at", "expires_at", "ends_at", "due_at", "granted_at", "doubted_at"):
        moment = getattr(grant, name)
        if moment is not None:
            setattr(grant, name, moment - by)
    grant.save()
