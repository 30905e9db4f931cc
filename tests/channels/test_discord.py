"""The Discord connector keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Profile, Reference
from antiphon.channels.connectors.discord import Discord, DiscordSettings
from antiphon.lib.errors import ChannelError, Trouble
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.bearer import TOKEN, size_of
from tests.channels.networks.discord import BOT, CHANNEL, GUILD, REMEMBERED, DiscordServer, Said
from tests.channels.place import NetworkPlace, OpenFence, Standing, leave_in_doubt, send


class DiscordPlace(NetworkPlace):
    """A local Discord with our server, and Ada on it."""

    connector = Discord
    bases = ("https://discord.com/api/v10",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/channels/*/messages"),
        "verify": ("GET", "/users/@me"),
        "listen": ("GET", "/channels/*/messages"),
        "thread": ("GET", "/channels/*/messages/*"),
        "figures": ("GET", "/channels/*/messages/*"),
        "reconcile": ("GET", "/channels/*/messages"),
        "followers": ("GET", "/guilds/*"),
        "remove": ("DELETE", "/channels/*/messages/*"),
    }
    server: DiscordServer
    keeps_language = False
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {"likes": 1}

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.ada = server.person("Ada")

    @property
    def typed(self) -> dict[str, str]:
        return {"channel": CHANNEL, "bot_token": TOKEN}

    @property
    def us(self) -> Profile:
        return Profile(CHANNEL, "#news", "La Bottega", f"https://discord.com/channels/{GUILD}/{CHANNEL}")

    def standing(self) -> list[Standing]:
        return [self._standing(one) for one in self.server.messages if one.author is self.server.bot]

    def _standing(self, said: Said) -> Standing:
        kinds = {"image": [], "video": [], "application": []}  # type: ignore[var-annotated]
        for words, file in said.uploads:
            kinds[file.content_type.partition("/")[0]].append((words, file))
        poll = said.poll or {"question": {"text": ""}, "answers": []}
        return Standing(
            uri=said.uri,
            text=said.content or poll["question"]["text"],
            pictures=tuple((words, *size_of(file.data)) for words, file in kinds["image"]),
            videos=tuple(len(file.data) for _, file in kinds["video"]),
            documents=tuple(len(file.data) for _, file in kinds["application"]),
            poll=tuple(one["poll_media"]["text"] for one in poll["answers"]),
            answers=said.answers.uri if said.answers else "",
        )

    def revoke(self) -> None:
        self.server.token = "another"

    def mention(self, text: str) -> str:
        return self.server.say(self.ada, f"<@{BOT}> {text}").uri

    def reply(self, to: Reference, text: str) -> Reference:
        sent = self.server.say(self.ada, text, to=self.server.found(to.uri))
        return Reference(sent.uri, f"{sent.channel}/{sent.id}", sent.uri)

    def react(self, to: Reference) -> None:
        self.server.found(to.uri).reactions["🧶"] = 1

    def follow(self) -> None:
        self.server.members += 1

    def take_down(self, reference: Reference) -> None:
        self.server.messages.remove(self.server.found(reference.uri))


class TestDiscord(NetworkContract):
    at = DiscordPlace
    capabilities = set(Capability) - {Capability.LIMITS, Capability.FINISHED, Capability.ACCOUNTS, Capability.SEARCH}

    @pytest.fixture
    def place(self) -> Iterator[DiscordPlace]:
        with DiscordServer() as server:
            yield DiscordPlace(server)

    def test_the_key_fits_what_discord_takes_for_one(self, place: DiscordPlace, connector: Any) -> None:
        post = place.post("Once")
        send(connector, post)
        assert place.server.messages[0].nonce == post.operation
        assert len(post.operation) == 25

    def test_after_some_minutes_the_key_is_forgotten_and_a_look_still_finds_it(self, place: DiscordPlace) -> None:
        place.server.faults.lose_answer(*place.requests["publish"])
        post = place.post("Are you there?", alt="An ear")
        leave_in_doubt(place, post)
        place.server.clock.advance(REMEMBERED.total_seconds() + 1)
        found = place.open().reconcile(post)
        assert [one.uri for one in place.standing()] == [found.uri]

    def test_a_look_by_the_key_tells_apart_what_says_the_same(self, place: DiscordPlace, connector: Any) -> None:
        place.server.tells_nonce = True
        first, second = place.post("Good morning"), place.post("Good morning")
        send(connector, first)
        assert connector.reconcile(second) is None
        reference = send(connector, second)
        assert connector.reconcile(second) == reference

    def test_nobody_is_woken_by_a_word(self, place: DiscordPlace, connector: Any) -> None:
        send(connector, place.post("@everyone, good morning"))
        assert place.server.messages[0].allowed_mentions == {"parse": ["users"], "replied_user": True}

    def test_a_post_can_be_silent(self, place: DiscordPlace, connector: Any) -> None:
        send(connector, place.post("Hush", settings=DiscordSettings(silent=True)))
        send(connector, place.post("Not hush"))
        assert [one.flags for one in place.server.messages] == [1 << 12, 0]

    def test_files_that_weigh_too_much_together_are_refused_before_the_fence(
        self, place: DiscordPlace, connector: Any
    ) -> None:
        shown = tuple(place.picture("", name=f"n{number}") for number in range(3))
        for one in shown:
            with one.path.open("ab") as file:
                file.truncate(9_000_000)
        fence = OpenFence()
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Heavy", media=shown), fence)
        assert (caught.value.trouble, fence.seen, place.standing()) == (Trouble.MEDIA, [], [])

    def test_what_is_said_in_the_thread_of_a_post_stands_under_it(self, place: DiscordPlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        post = place.server.found(root.uri)
        first = place.server.say_in_thread(place.ada, "A bridge", post)
        second = place.server.say(place.ada, "Of wood", to=first, channel=first.channel)
        under = {one.reference.uri: one for one in connector.thread(root)}
        assert {uri: (one.act, one.parent_uri, one.root_uri) for uri, one in under.items()} == {
            first.uri: (Act.REPLY, root.uri, root.uri),
            second.uri: (Act.REPLY, first.uri, root.uri),
        }
        answer = send(connector, place.post("Gladly.", reply_to=under[second.uri].reference, reply_root=root))
        assert place.server.found(answer.uri).channel == first.channel
        [ours] = [one for one in connector.thread(root) if one.reference.uri == answer.uri]
        assert ours.actor == place.us

    def test_what_others_say_to_each_other_is_not_heard(self, place: DiscordPlace, connector: Any) -> None:
        first = place.server.say(place.ada, "Who has seen my cat?")
        place.server.say(place.server.person("Grace"), "Not I", to=first)
        heard = connector.listen("")
        assert (heard.said, heard.cursor) == ((), place.server.messages[-1].id)

    def test_a_whole_day_of_talk_is_read_page_by_page(self, place: DiscordPlace, connector: Any) -> None:
        place.server.say(place.ada, "Good morning")
        cursor = connector.listen("").cursor
        for number in range(230):
            place.mention(f"Call {number}")
        heard = connector.listen(cursor)
        assert [one.text.rpartition(" ")[2] for one in heard.said] == [str(number) for number in range(230)]

    def test_a_message_of_a_new_shape_does_not_hold_up_the_others(self, place: DiscordPlace, connector: Any) -> None:
        place.mention("Here")
        strange = place.server.say(place.ada, "Strange")
        strange.author = {"id": 7}
        place.mention("And here")
        assert [one.text[-4:] for one in connector.listen("").said] == ["Here", "here"]

    def test_a_picture_that_is_heard_keeps_its_words(self, place: DiscordPlace, connector: Any) -> None:
        send(connector, place.post("Ours", alt="A loom"))
        shown = place.server.messages[0].uploads
        place.server.found(place.mention("Like this")).uploads = shown
        [said] = connector.listen("").said
        assert [words for _, words in said.pictures] == ["A loom"]

    def test_a_bot_that_may_not_write_is_named(self, place: DiscordPlace, connector: Any) -> None:
        place.server.may_write = False
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Hello?"))
        assert (caught.value.trouble, place.standing()) == (Trouble.PERMISSION, [])

    def test_a_channel_that_the_bot_does_not_see_is_named(self, place: DiscordPlace) -> None:
        credentials = Discord.credentials(channel="1", bot_token=TOKEN)
        with pytest.raises(ChannelError) as caught:
            Discord(credentials, place.open()._door).verify()  # type: ignore[arg-type]
        assert caught.value.trouble == Trouble.PERMISSION

    def test_a_channel_is_found_by_its_address_too(self, place: DiscordPlace) -> None:
        credentials = Discord.credentials(channel=place.us.url, bot_token=TOKEN)
        assert Discord(credentials, place.open()._door).verify() == place.us  # type: ignore[arg-type]

    def test_who_the_bot_is_is_asked_once(self, place: DiscordPlace) -> None:
        kept: list[str] = []
        place.open(keep=kept.append).verify()
        place.server.journal.clear()
        place.open(kept=kept[-1]).listen("")
        assert [entry.path for entry in place.server.journal] == [f"/channels/{CHANNEL}/messages"]

    def test_white_space_that_discord_strips_does_not_hide_a_post(self, place: DiscordPlace, connector: Any) -> None:
        post = place.post("  Good morning \n\n")
        reference = send(connector, post)
        assert connector.reconcile(post) == reference
        assert connector.reconcile(replace(post, text="Good evening")) is None
