"""Signing in at a network: there and back once, with proof, and whatever goes wrong on the way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from antiphon.channels.actions import connect, disconnect, open_connector, rotate_secrets
from antiphon.channels.actions.registering import save_application
from antiphon.channels.actions.signing_in import (
    LASTS,
    accounts_of,
    begin_sign_in,
    choose_accounts,
    finish_sign_in,
    forget_unfinished,
)
from antiphon.channels.models import Application, Channel, Grant, SignIn
from antiphon.channels.queries import sealer
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Member, Role
from tests.channels.guild import BROWSER, go, grant_of, open_guild, register, sign_in
from tests.channels.networks.authorization import CLIENT_ID, AuthorizationServer
from tests.world import World, found, make_user


@pytest.fixture
def guild(world: World, tmp_path: Path, settings: Any) -> Iterator[AuthorizationServer]:
    with open_guild(tmp_path, settings) as server:
        yield server


@pytest.fixture
def anna(world: World, guild: AuthorizationServer) -> Member:
    register(world.anna)
    return world.anna


def nothing_is_connected() -> bool:
    return not Channel.objects.filter(kind="guild").exists() and not Grant.objects.exists()


def test_one_signs_in_and_speaks_for_the_chapter_one_chose(anna: Member, guild: AuthorizationServer) -> None:
    [channel] = sign_in(anna, "guild", "chapter:2")
    assert (channel.identity.stable_id, channel.identity.name, channel.kind) == ("chapter:2", "Dyers", "guild")
    assert open_connector(channel).accounts()[1].name == "Dyers"
    [asked] = guild.asked
    assert asked["redirect_uri"] == "http://localhost:8000/channels/return/"
    assert (asked["scope"], asked["response_type"], asked["prompt"]) == ("speak listen", "code", "consent")
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert (SignIn.objects.count(), channel.grant.granted_by) == (0, anna)


def test_several_chapters_hang_on_what_was_granted_once(anna: Member, guild: AuthorizationServer) -> None:
    first, second = sign_in(anna, "guild", "chapter:1", "chapter:2")
    assert (first.grant, Grant.objects.count()) == (second.grant, 1)
    disconnect(anna, first)
    assert Grant.objects.count() == 1
    disconnect(anna, second)
    assert Grant.objects.count() == 0


def test_what_was_granted_rests_sealed(anna: Member, guild: AuthorizationServer) -> None:
    [channel] = sign_in(anna)
    grant = grant_of(channel)
    held = [sealer().open(sealed).decode() for sealed in (grant.access_sealed, grant.refresh_sealed)]
    assert held == ["access-2-of-the-guild", "refresh-3-of-the-guild"] or held[0].startswith("access")
    assert not any(secret in repr(row) for secret in held for row in Grant.objects.values())
    assert b"guild-and-we" not in sealer().open(channel.credentials_sealed), "the secret is kept once"


def test_an_answer_is_taken_once(anna: Member) -> None:
    returned = go(begin_sign_in(anna, "guild", {}, BROWSER).address)
    finish_sign_in(anna.user, returned, BROWSER)
    with pytest.raises(Refusal, match="used already"):
        finish_sign_in(anna.user, returned, BROWSER)


@pytest.mark.parametrize("change", [{"state": "another"}, {"state": ""}])
def test_an_answer_with_another_state_connects_nothing(anna: Member, change: dict[str, str]) -> None:
    returned = go(begin_sign_in(anna, "guild", {}, BROWSER).address)
    with pytest.raises(Refusal, match="belongs to no sign-in"):
        finish_sign_in(anna.user, returned | change, BROWSER)
    assert nothing_is_connected()


def test_an_answer_in_another_browser_or_of_somebody_else_connects_nothing(anna: Member, world: World) -> None:
    returned = go(begin_sign_in(anna, "guild", {}, BROWSER).address)
    for user, browser in ((anna.user, "another"), (world.carla.user, BROWSER), (world.bruno.user, BROWSER)):
        with pytest.raises(Refusal, match="belongs to no sign-in"):
            finish_sign_in(user, returned, browser)
    assert nothing_is_connected()
    assert finish_sign_in(anna.user, returned, BROWSER).grant is not None


def test_a_sign_in_that_takes_too_long_is_over_and_forgotten(anna: Member) -> None:
    returned = go(begin_sign_in(anna, "guild", {}, BROWSER).address)
    with time_machine.travel(clock.now() + LASTS + timedelta(seconds=1)):
        with pytest.raises(Refusal, match="took too long"):
            finish_sign_in(anna.user, returned, BROWSER)
        forget_unfinished()
    assert (SignIn.objects.count(), nothing_is_connected()) == (0, True)


def test_who_never_chooses_an_account_leaves_nothing_behind(anna: Member) -> None:
    finish_sign_in(anna.user, go(begin_sign_in(anna, "guild", {}, BROWSER).address), BROWSER)
    assert Grant.objects.count() == 1
    with time_machine.travel(clock.now() + LASTS + timedelta(seconds=1)):
        forget_unfinished()
    assert (SignIn.objects.count(), Grant.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("error", "says", "sentence"),
    [
        (
            "access_denied",
            "",
            "The sign-in at Guild was called off there. Nothing was connected; you can begin again.",
        ),
        ("user_cancelled_login", "", "The sign-in at Guild was called off there."),
        ("invalid_scope", "speak", "a product is not added, or its review is not finished. Guild says: “speak”"),
        ("redirect_uri_mismatch", "", "Enter it there exactly as shown here."),
        ("gravity", "", "Look through the steps and begin again. Guild says: “gravity”"),
        ("gravity", "Too  {heavy}\n%(x)s", "begin again. Guild says: “Too {heavy} %(x)s”"),
        ("gravity", "w" * 900, "begin again. Guild says: “" + "w" * 200 + "”"),
    ],
)
def test_a_network_that_says_no_is_understood(
    anna: Member, guild: AuthorizationServer, error: str, says: str, sentence: str
) -> None:
    guild.habits.refuses, guild.habits.says = error, says
    with pytest.raises(Refusal) as caught:
        finish_sign_in(anna.user, go(begin_sign_in(anna, "guild", {}, BROWSER).address), BROWSER)
    assert sentence in str(caught.value)
    assert nothing_is_connected()


def test_a_code_that_is_over_is_said(anna: Member, guild: AuthorizationServer) -> None:
    returned = go(begin_sign_in(anna, "guild", {}, BROWSER).address)
    guild.clock.advance(61)
    with pytest.raises(Refusal, match=r"no longer accepts this sign-in.*The code is over"):
        finish_sign_in(anna.user, returned, BROWSER)
    assert nothing_is_connected()


def test_a_wrong_secret_is_said_and_can_be_mended(anna: Member, guild: AuthorizationServer) -> None:
    register(anna, secret="mistyped")
    with pytest.raises(Refusal, match="its secret is wrong"):
        sign_in(anna)
    register(anna)
    assert len(sign_in(anna)) == 1


def test_a_network_that_fails_or_dawdles_is_said(anna: Member, guild: AuthorizationServer, settings: Any) -> None:
    settings.NETWORK_SECONDS = 1
    for fault in (guild.faults.server_error, guild.faults.garbage, guild.faults.lose_answer):
        fault("POST", "/token")
        with pytest.raises(Refusal, match="Guild could not be reached"):
            sign_in(anna)
    guild.faults.slow_body("POST", "/token", seconds=4)
    with pytest.raises(Refusal, match="Guild could not be reached"):
        sign_in(anna)
    assert nothing_is_connected()


def test_an_account_that_is_not_offered_cannot_be_chosen(anna: Member, guild: AuthorizationServer) -> None:
    returned = finish_sign_in(anna.user, go(begin_sign_in(anna, "guild", {}, BROWSER).address), BROWSER)
    assert [one.name for one in accounts_of(returned)] == ["Weavers", "Dyers"]
    for chosen in ((), ("chapter:3",)):
        with pytest.raises(Refusal, match="Choose an account"):
            choose_accounts(anna, returned, chosen)
    assert len(choose_accounts(anna, returned, ["chapter:1"])) == 1
    with pytest.raises(Refusal, match="took too long"):
        choose_accounts(anna, returned, ["chapter:1"])


def test_only_who_connects_channels_begins_finishes_and_registers(anna: Member, world: World) -> None:
    for step in (lambda by: begin_sign_in(by, "guild", {}, BROWSER), register):
        with pytest.raises(NotAllowed):
            step(world.bruno)
    departure = begin_sign_in(anna, "guild", {}, BROWSER)
    Member.objects.filter(pk=anna.pk).update(role=Role.AUTHOR)
    with pytest.raises(NotAllowed):
        finish_sign_in(anna.user, go(departure.address), BROWSER)
    assert nothing_is_connected()


# Applications -----------------------------------------------------------------------------------------


def test_without_an_application_one_is_asked_for(world: World, guild: AuthorizationServer) -> None:
    with pytest.raises(Refusal, match="Register an application at Guild first") as caught:
        begin_sign_in(world.anna, "guild", {}, BROWSER)
    assert caught.value.field == "client_id"


def test_a_new_secret_is_the_same_application_and_another_id_is_another(anna: Member) -> None:
    [channel] = sign_in(anna)
    register(anna, secret="fresh")
    save_application(anna, "guild", CLIENT_ID, "")
    [application] = Application.objects.all()
    assert sealer().open(application.secret_sealed) == b"fresh"
    save_application(anna, "guild", "another", "secret")
    replaced = Application.objects.exclude(replaced_at=None).get()
    assert (replaced, Application.objects.count()) == (grant_of(channel).application, 2)


def test_an_owner_shares_an_application_with_the_other_brands(world: World, guild: AuthorizationServer) -> None:
    editor = add_member(by=world.anna, user=make_user("edda@example.org", "Edda"), role=Role.EDITOR)
    with pytest.raises(NotAllowed):
        save_application(editor, "guild", CLIENT_ID, "s", for_all=True)
    shared = save_application(world.anna, "guild", CLIENT_ID, "s", for_all=True)
    assert (shared.brand, shared.organization) == (None, world.bottega.organization)
    assert begin_sign_in(editor, "guild", {}, BROWSER).sign_in.application == shared
    own = save_application(editor, "guild", "of our own", "s")
    assert begin_sign_in(editor, "guild", {}, BROWSER).sign_in.application == own
    with pytest.raises(Refusal, match="Register an application"):
        begin_sign_in(world.carla, "guild", {}, BROWSER)


def test_everything_that_is_sealed_is_sealed_anew(
    anna: Member, guild: AuthorizationServer, tmp_path: Path, settings: Any
) -> None:
    settings.SECRETS_FILE = tmp_path / "keys"
    for one in Channel.objects.all():
        disconnect(anna, one)
    register(anna)
    [channel] = sign_in(anna)
    departure = begin_sign_in(anna, "guild", {}, BROWSER)
    assert rotate_secrets() == 4
    assert open_connector(Channel.objects.get(pk=channel.pk)).verify().name == "Weavers"
    assert finish_sign_in(anna.user, go(departure.address), BROWSER).grant is not None


# Other ways -------------------------------------------------------------------------------------------


def test_a_network_without_a_proof_key_and_with_tokens_of_its_own(world: World, guild: AuthorizationServer) -> None:
    guild.habits.needs_proof, guild.habits.access_seconds, guild.habits.refresh = False, 3600, "none"
    register(world.anna, "meadow")
    [channel] = sign_in(world.anna, "meadow")
    grant = grant_of(channel)
    assert "code_challenge" not in guild.asked[0]
    assert guild.asked[0]["scope"] == "speak,listen"
    assert grant.expires_at - grant.got_at == timedelta(days=60)
    assert grant.due_at - grant.got_at == timedelta(days=40)


def test_a_token_that_was_got_by_hand_is_used_until_it_ends(world: World, guild: AuthorizationServer) -> None:
    with pytest.raises(Refusal, match="Guild is connected by signing in there"):
        connect(world.anna, "guild", {})
    guild.habits.refresh = "none"
    token = guild._given(None).body.decode().split('"')[3]
    typed = {"client_id": CLIENT_ID, "client_secret": "secret"}
    channel = connect(world.anna, "guild", typed, token=token)
    assert (channel.identity.name, grant_of(channel).due_at) == ("Weavers", None)
    assert open_connector(channel).verify().name == "Weavers"
    with pytest.raises(Refusal, match="does not accept these credentials"):
        connect(world.anna, "guild", typed, token="wrong")


def test_a_brand_of_another_organization_sees_nothing_of_it(anna: Member, world: World) -> None:
    sign_in(anna)
    other = found(make_user("dora@example.org", "Dora"), "Dora", "dora").members.get()
    with pytest.raises(Refusal, match="Register an application"):
        begin_sign_in(other, "guild", {}, BROWSER)
