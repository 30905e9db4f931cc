"""From signing in at LinkedIn, Facebook, Instagram and Threads to a post that stands there, through the house."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import time_machine

from antiphon.channels.actions import open_connector
from antiphon.channels.actions.registering import save_application
from antiphon.channels.actions.renewing import claim_renewal, renew
from antiphon.channels.actions.signing_in import accounts_of, begin_sign_in, choose_accounts, finish_sign_in
from antiphon.channels.models import Channel, Grant
from antiphon.lib import clock
from antiphon.publishing.actions.composing import Draft, Moment, compose
from tests.channels.networks.facebook import FacebookServer
from tests.channels.networks.instagram import InstagramServer
from tests.channels.networks.linkedin import LinkedInServer
from tests.channels.networks.threads import ThreadsServer
from tests.publishing.conftest import Stage

HOSTS = {
    "facebook": ("www.facebook.com", "graph.facebook.com", "graph-video.facebook.com"),
    "instagram": ("www.instagram.com", "api.instagram.com", "graph.instagram.com"),
    "threads": ("threads.com", "graph.threads.com"),
    "linkedin": ("www.linkedin.com", "api.linkedin.com"),
}
SERVERS = {
    "facebook": FacebookServer,
    "instagram": InstagramServer,
    "threads": ThreadsServer,
    "linkedin": LinkedInServer,
}
BROWSER = "the browser of Anna"


@pytest.fixture
def networks(settings: Any) -> Iterator[dict[str, Any]]:
    """Every network, with its addresses standing for the real ones."""
    running = {kind: made().start() for kind, made in SERVERS.items()}
    settings.NETWORK_INSTEAD = {
        f"https://{host}": running[kind].url for kind, hosts in HOSTS.items() for host in hosts
    }
    try:
        yield running
    finally:
        for server in running.values():
            server.stop()


def sign_in(stage: Stage, kind: str, **typed: str) -> Channel:
    """Register, go there and back, and connect the first account that is offered."""
    save_application(stage.anna, kind, "990602627938098", "a1b2C3D4")
    departure = begin_sign_in(stage.anna, kind, typed, BROWSER)
    answer = requests.get(departure.address, allow_redirects=False, timeout=10)
    returned = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    done = finish_sign_in(stage.anna.user, returned, BROWSER)
    [channel] = choose_accounts(stage.anna, done, [accounts_of(done)[0].stable_id])
    return channel


@pytest.mark.parametrize("kind", ["facebook", "threads", "linkedin"])
def test_one_signs_in_and_publishes(stage: Stage, networks: dict[str, Any], kind: str) -> None:
    channel = sign_in(stage, kind)
    post = compose(stage.anna, Draft("Good morning", [channel], "en"), Moment())
    stage.work_until_settled()
    delivery = post.deliveries.get()
    stands = networks[kind].posts
    standing = [one.text for one in (stands.values() if isinstance(stands, dict) else stands)]
    assert (delivery.state, standing) == ("live", ["Good morning"])


@pytest.mark.parametrize("kind", ["threads", "facebook"])
def test_a_lost_answer_ends_in_one_post_that_is_looked_for_once_it_must_show(
    stage: Stage, networks: dict[str, Any], kind: str
) -> None:
    channel = sign_in(stage, kind)
    publishes = {"threads": "/v1.0/*/threads_publish", "facebook": "/v25.0/*/feed"}[kind]
    networks[kind].faults.lose_answer("POST", publishes)
    with time_machine.travel(clock.now(), tick=False):  # however long the machine takes, it is not later
        post = compose(stage.anna, Draft("Only once", [channel], "en"), Moment())
        stage.work()
        assert post.deliveries.get().state == "unknown"
        post.deliveries.update(next_try_at=clock.now())
        stage.work()
        delivery = post.deliveries.get()
        assert (delivery.state, delivery.next_try_at) == ("unknown", clock.now() + timedelta(seconds=30))
    assert len(networks[kind].posts) == 1


def test_instagram_is_signed_in_to_as_its_documents_show(stage: Stage, networks: dict[str, Any]) -> None:
    channel = sign_in(stage, "instagram")
    assert channel.identity.handle == "bottega"
    assert networks["instagram"].signed_in["scope"].split(",")[0] == "instagram_business_basic"


@pytest.mark.parametrize("kind", ["instagram", "threads"])
def test_a_token_is_lengthened_at_once_and_renewed_ahead_of_its_end(
    stage: Stage, networks: dict[str, Any], kind: str
) -> None:
    sign_in(stage, kind)
    grant = Grant.objects.get()
    assert grant.expires_at is not None
    assert timedelta(days=59) < grant.expires_at - clock.now() < timedelta(days=61)
    Grant.objects.update(due_at=clock.now())
    claimed = claim_renewal()
    assert claimed is not None
    assert renew(claimed).times == grant.times + 1
    exchanges = [entry.query["grant_type"][0] for entry in networks[kind].journal.entries("GET", "*access_token")]
    letters = {"instagram": "ig", "threads": "th"}[kind]
    assert exchanges == [f"{letters}_exchange_token", f"{letters}_refresh_token"]


def test_the_end_of_a_persons_token_is_no_end_of_their_page(stage: Stage, networks: dict[str, Any]) -> None:
    channel = sign_in(stage, "facebook")
    server = networks["facebook"]
    assert Grant.objects.get().expires_at is None
    open_connector(channel).listen("")
    for token in [token for token in server.tokens if token != server.page_token]:
        del server.tokens[token]
    channel.refresh_from_db()
    assert open_connector(channel).verify().stable_id == server.us.id


def test_linkedin_is_asked_for_what_it_speaks_for(stage: Stage, networks: dict[str, Any]) -> None:
    page = sign_in(stage, "linkedin")
    assert ":organization:" in page.identity.stable_id
    profile = sign_in(stage, "linkedin", speaks_for="profile")
    assert ":person:" in profile.identity.stable_id
    assert networks["linkedin"].signed_in["scope"] == "openid profile w_member_social"
