"""The Telegram connector keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Profile, Reference
from antiphon.channels.connectors.telegram import Telegram, TelegramSettings
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.publishing.rules.fitting import Misfit, misfits
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.bearer import size_of
from tests.channels.networks.telegram import TOKEN, Sent, TelegramServer
from tests.channels.place import NetworkPlace, OpenFence, Standing, limits_of, send


class TelegramPlace(NetworkPlace):
    """A local Telegram with our channel, its discussion group, and Ada in it."""

    connector = Telegram
    bases = ("https://api.telegram.org",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/bot*/send*"),
        "verify": ("POST", "/bot*/getMe"),
        "listen": ("POST", "/bot*/getUpdates"),
        "followers": ("POST", "/bot*/getChatMemberCount"),
        "remove": ("POST", "/bot*/deleteMessages"),
    }
    server: TelegramServer
    keeps_language = False
    keeps_picture_text = False
    shows_cards = True
    heard_acts = frozenset({Act.FOLLOW})

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.ada = server.person("Ada", "ada")

    @property
    def typed(self) -> dict[str, str]:
        return {"chat": "@bottega", "bot_token": TOKEN}

    @property
    def us(self) -> Profile:
        return Profile("-1001234567890", "@bottega", "La Bottega", "https://t.me/bottega")

    def standing(self) -> list[Standing]:
        ours = [one for one in self.server.messages if not one.copy_of and one.sender in (None, self.server.bot)]
        posts: dict[str, list[Sent]] = {}
        for one in ours:
            posts.setdefault(one.group or one.uri, []).append(one)
        return [self._standing(parts) for parts in posts.values()]

    def _standing(self, parts: list[Sent]) -> Standing:
        first = parts[0]
        words = first.words
        uploads = [upload for one in parts for upload in one.uploads]
        poll = words.get("poll", {"question": "", "options": []})
        return Standing(
            uri=first.uri,
            text=words.get("text") or words.get("caption") or poll["question"],
            pictures=tuple(("", *size_of(file.data)) for kind, file in uploads if kind == "photo"),
            videos=tuple(len(file.data) for kind, file in uploads if kind == "video"),
            documents=tuple(len(file.data) for kind, file in uploads if kind == "document"),
            poll=tuple(option["text"] for option in poll["options"]),
            answers=first.answers.uri if first.answers else "",
            card=first.asked.get("link_preview_options", {}).get("url", ""),
        )

    def revoke(self) -> None:
        self.server.token = "another"

    @property
    def secret(self) -> str:
        return TOKEN.partition(":")[2]

    def mention(self, text: str) -> str:
        private = {"id": self.ada["id"], "type": "private", "first_name": "Ada"}
        return self.server.say(self.ada, text, chat=private).uri

    def reply(self, to: Reference, text: str) -> Reference:
        sent = self.server.comment(self.ada, text, self.server.found(to.uri))
        return Reference(sent.uri, f"{sent.chat['id']}/{sent.number}")

    def react(self, to: Reference) -> None:  # noqa: ARG002
        self.follow()

    def follow(self) -> None:
        self.server.join(self.server.person("Grace"))

    def take_down(self, reference: Reference) -> None:
        self.server.messages.remove(self.server.found(reference.uri))


class TestTelegram(NetworkContract):
    at = TelegramPlace
    capabilities = {Capability.PUBLISH, Capability.LISTEN, Capability.REMOVE, Capability.FOLLOWERS}

    @pytest.fixture
    def place(self) -> Iterator[TelegramPlace]:
        with TelegramServer() as server:
            yield TelegramPlace(server)

    def test_less_text_fits_under_a_picture(self, place: TelegramPlace, connector: Any) -> None:
        post = place.post("x" * 1025, alt="A square")
        assert misfits(post, post.text, limits_of(place, connector)) == [Misfit("utf16_units", 1025, 1024)]
        fits = place.post("👋" * 512, alt="A square")
        assert misfits(fits, fits.text, limits_of(place, connector)) == []
        send(connector, fits)
        assert [one.text for one in place.standing()] == ["👋" * 512]

    def test_an_album_is_one_post_and_goes_as_one(self, place: TelegramPlace, connector: Any) -> None:
        shown = (place.picture("", name="one"), place.picture("", name="two"), place.video("A shuttle"))
        reference = send(connector, place.post("Three", media=shown))
        [found] = place.standing()
        assert (found.uri, len(found.pictures), len(found.videos), found.text) == (reference.uri, 2, 1, "Three")
        connector.remove(reference)
        assert place.standing() == []

    def test_documents_stand_apart_from_pictures(self, place: TelegramPlace, connector: Any) -> None:
        fence = OpenFence()
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Both", media=(place.picture(""), place.document("Wool"))), fence)
        assert (caught.value.trouble, fence.seen, place.standing()) == (Trouble.MEDIA, [], [])

    def test_a_document_bears_its_title(self, place: TelegramPlace, connector: Any) -> None:
        send(connector, place.post("Read", media=(place.document('Lana: "tutto"'),)))
        assert place.server.messages[0].uploads[0][1].filename == "Lana- -tutto-.pdf"

    def test_a_post_can_be_silent(self, place: TelegramPlace, connector: Any) -> None:
        send(connector, place.post("Hush", settings=TelegramSettings(silent=True)))
        send(connector, place.post("Not hush", settings=TelegramSettings()))
        asked = [one.asked for one in place.server.messages if not one.copy_of]
        assert asked == [{"disable_notification": True}, {}]

    def test_a_comment_on_a_comment_is_heard_under_its_post(self, place: TelegramPlace, connector: Any) -> None:
        root = send(connector, place.post("What next?"))
        cursor = connector.listen("").cursor
        second = place.reply(root, "A bridge")
        third = place.reply(second, "Of wood")
        heard = {said.reference.uri: said for said in place.open().listen(cursor).said}
        assert {uri: (one.act, one.parent_uri, one.root_uri) for uri, one in heard.items()} == {
            second.uri: (Act.REPLY, root.uri, root.uri),
            third.uri: (Act.REPLY, second.uri, root.uri),
        }

    def test_what_others_say_to_each_other_is_not_heard(self, place: TelegramPlace, connector: Any) -> None:
        first = place.server.say(place.ada, "Who has seen my cat?")
        place.server.say(place.server.person("Grace"), "Not I", to=first)
        assert connector.listen("").said == ()

    def test_a_private_message_is_answered_in_private(self, place: TelegramPlace, connector: Any) -> None:
        private = {"id": place.ada["id"], "type": "private", "first_name": "Ada"}
        asked = place.server.say(place.ada, "May I ask?", chat=private)
        [said] = connector.listen("").said
        assert (said.act, said.reference.uri, said.actor.handle) == (Act.DIRECT, asked.uri, "@ada")
        send(connector, place.post("Please do.", reply_to=said.reference))
        answer = place.server.messages[-1]
        assert (answer.chat["id"], answer.answers) == (private["id"], asked)

    def test_who_names_the_bot_in_the_group_is_heard(self, place: TelegramPlace, connector: Any) -> None:
        asked = place.server.say(place.ada, "👋 @bottega_bot is there wool?")
        place.server.say(place.ada, "@bottega_botanics is another")
        [said] = connector.listen("").said
        assert (said.act, said.reference.uri, said.parent_uri) == (Act.MENTION, asked.uri, "")

    def test_an_answer_to_our_answer_is_heard(self, place: TelegramPlace, connector: Any) -> None:
        asked = place.server.say(place.ada, "@bottega_bot is there wool?")
        to = connector.listen("").said[0].reference
        answer = send(connector, place.post("There is.", reply_to=to))
        again = place.server.say(place.ada, "Which?", to=place.server.found(answer.uri))
        heard = {said.reference.uri: said.parent_uri for said in connector.listen("").said}
        assert heard == {asked.uri: "", again.uri: answer.uri}

    def test_an_update_of_a_new_shape_does_not_hold_up_the_others(self, place: TelegramPlace, connector: Any) -> None:
        place.server.updates.append({"update_id": 6999, "message": {"message_id": "seven"}})
        place.mention("Still there?")
        heard = connector.listen("")
        assert [said.text for said in heard.said] == ["Still there?"]
        assert connector.listen(heard.cursor).said == ()

    @pytest.mark.parametrize("rights", [{"status": "member"}, {"status": "administrator"}])
    def test_a_bot_that_may_not_write_is_not_connected(self, place: TelegramPlace, rights: dict[str, Any]) -> None:
        place.server.rights = rights
        with pytest.raises(ChannelError) as caught:
            place.open().verify()
        assert caught.value.trouble == Trouble.PERMISSION

    @pytest.mark.parametrize("typed", ["bottega", "https://t.me/bottega/", "-1001234567890"])
    def test_a_channel_is_found_however_it_is_typed(self, place: TelegramPlace, typed: str) -> None:
        credentials = Telegram.credentials(chat=typed, bot_token=TOKEN)
        found = Telegram(credentials, place.open()._door).verify()  # type: ignore[arg-type]
        assert found.stable_id == place.us.stable_id

    def test_a_webhook_elsewhere_keeps_us_from_hearing(self, place: TelegramPlace, connector: Any) -> None:
        place.server.webhook = "https://elsewhere.example"
        with pytest.raises(ChannelError) as caught:
            connector.listen("")
        assert caught.value.trouble == Trouble.PERMISSION

    def test_a_bot_that_was_put_out_is_named(self, place: TelegramPlace, connector: Any) -> None:
        place.server.rights = {"status": "left"}
        with pytest.raises(ChannelError) as caught:
            send(connector, place.post("Hello?"))
        assert caught.value.trouble == Trouble.PERMISSION

    def test_who_the_bot_is_is_asked_once(self, place: TelegramPlace) -> None:
        kept: list[str] = []
        place.open(keep=kept.append).verify()
        place.server.journal.clear()
        place.mention("Hello")
        place.open(kept=kept[-1]).listen("")
        assert [entry.path.rpartition("/")[2] for entry in place.server.journal] == ["getUpdates"]
