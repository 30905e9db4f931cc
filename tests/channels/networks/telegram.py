"""A local server that speaks the documented Bot API of Telegram: one bot, a channel, the group that discusses it."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from antiphon.lib.counting import utf16_units
from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request, Upload
from antiphon.practice.faults import RevokedToken
from antiphon.practice.server import PracticeServer

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
_FILES = {"sendPhoto": "photo", "sendVideo": "video", "sendDocument": "document"}
_NAMED = ("caption", "reply_parameters", "link_preview_options", "disable_notification")


@dataclass
class Sent:
    """A message as it stands."""

    chat: dict[str, Any]
    number: int
    date: int
    sender: dict[str, Any] | None
    words: dict[str, Any]
    uploads: list[tuple[str, Upload]] = field(default_factory=list)
    group: str = ""
    answers: "Sent | None" = None
    copy_of: "Sent | None" = None
    thread: int = 0
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        """What we call it."""
        return f"telegram:{self.chat['id']}/{self.number}"

    def written(self, *, with_answered: bool = True) -> dict[str, Any]:
        """Return it as an object of the interface; what is answered does not tell what it answers."""
        told = {"message_id": self.number, "date": self.date, "chat": self.chat, **self.words}
        told |= {"from": self.sender} if self.sender else {"sender_chat": self.chat}
        if self.copy_of:
            origin = {"type": "channel", "chat": self.copy_of.chat, "message_id": self.copy_of.number}
            told |= {"sender_chat": self.copy_of.chat, "forward_origin": origin, "is_automatic_forward": True}
        if self.thread:
            told["message_thread_id"] = self.thread
        if self.answers and with_answered:
            told["reply_to_message"] = self.answers.written(with_answered=False)
        return told


class TelegramServer(PracticeServer):
    """Telegram with one bot that administers the channel @bottega and the group in which it is discussed."""

    name = "telegram"
    wording = Wording(
        frozenset({"date"}), html=frozenset(), text=frozenset({"text", "caption", "first_name", "last_name", "title"})
    )

    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.bot = {"id": 110201543, "is_bot": True, "first_name": "La Bottega", "username": "bottega_bot"}
        self.channel = {"id": -1001234567890, "type": "channel", "title": "La Bottega", "username": "bottega"}
        self.group = {"id": -1009876543210, "type": "supergroup", "title": "La Bottega: chat"}
        self.rights: dict[str, Any] = {"status": "administrator", "can_post_messages": True}
        self.members = 2
        self.messages: list[Sent] = []
        self.updates: list[dict[str, Any]] = []
        self.webhook = ""
        self._numbers = itertools.count(10)
        self._people = itertools.count(500)
        self._update_numbers = itertools.count(7000)

    # What people do ---------------------------------------------------------------------------------

    def person(self, name: str, username: str = "") -> dict[str, Any]:
        """Return somebody new."""
        return {"id": next(self._people), "is_bot": False, "first_name": name, "username": username}

    def say(self, who: dict[str, Any], text: str, chat: dict[str, Any] | None = None, to: Sent | None = None) -> Sent:
        """Let somebody write in the discussion group, or in another chat."""
        with self.lock:
            words: dict[str, Any] = {"text": text}
            named = re.search(r"@\w+", text)
            if named:
                start = utf16_units(text[: named.start()])
                words["entities"] = [{"type": "mention", "offset": start, "length": len(named.group())}]
            thread = (to.thread or to.number) if to else 0
            return self._add(chat or self.group, who, words, to, thread=thread, told=True)

    def comment(self, who: dict[str, Any], text: str, on: Sent) -> Sent:
        """Let somebody comment on a post of the channel: what they answer is its copy in the group."""
        copy = next((one for one in self.messages if one.copy_of is on), on)
        return self.say(who, text, to=copy)

    def join(self, who: dict[str, Any]) -> None:
        """Let somebody subscribe to the channel."""
        with self.lock:
            self.members += 1
            change = {"chat": self.channel, "from": who, "date": self._now()}
            change["old_chat_member"] = {"status": "left", "user": who}
            change["new_chat_member"] = {"status": "member", "user": who}
            self._tell(chat_member=change)

    def found(self, uri: str) -> Sent:
        """Return a message."""
        return next(one for one in self.messages if one.uri == uri)

    # The interface ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Carry a method out."""
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if token != self.token:
            raise _refusal(401, "Unauthorized")
        asked = request.json if isinstance(request.json, dict) else _decoded(request)
        return Answer.of_json({"ok": True, "result": self._result(method, asked, request.files)})

    def _result(self, method: str, asked: dict[str, Any], files: dict[str, Upload]) -> Any:
        if method == "getMe":
            return self.bot
        if method == "getUpdates":
            return self._waiting(asked)
        chat = self._chat(asked.get("chat_id"))
        if method == "getChat":
            return chat | {"linked_chat_id": self.group["id"]} if chat is self.channel else chat
        if method == "getChatMember":
            return self.rights | {"user": self.bot}
        if method == "getChatMemberCount":
            return self.members
        if method == "deleteMessages":
            gone = set(asked["message_ids"])
            self.messages = [one for one in self.messages if not (one.chat is chat and one.number in gone)]
            return True
        return self._send(method, chat, asked, files)

    def _send(self, method: str, chat: dict[str, Any], asked: dict[str, Any], files: dict[str, Upload]) -> Any:
        if not self.rights.get("can_post_messages"):
            raise _refusal(403, "Forbidden: bot is not a member of the channel chat")
        given = {
            "asked": {name: asked[name] for name in asked if name in _NAMED},
            "answers": self._answered(asked, chat),
        }
        if method == "sendMessage":
            _fits(asked["text"], 4096, "message")
            return self._post(chat, {"text": asked["text"]}, **given).written()
        if method == "sendPoll":
            _fits(asked["question"], 300, "poll question")
            shown = {"question": asked["question"], "options": asked["options"]}
            return self._post(chat, {"poll": shown}, **given).written()
        if method in _FILES:
            kind = _FILES[method]
            return self._post(chat, _caption(asked), uploads=[(kind, files[kind])], **given).written()
        if method == "sendMediaGroup":
            return self._album(chat, asked, files, given)
        raise _refusal(404, "Not Found")

    def _album(
        self, chat: dict[str, Any], asked: dict[str, Any], files: dict[str, Upload], given: dict[str, Any]
    ) -> Any:
        items = asked["media"]
        if not 2 <= len(items) <= 10:
            raise _refusal(400, "Bad Request: media group must include 2-10 items")
        group = f"album{next(self._numbers)}"
        sent = [
            self._post(
                chat,
                _caption(item),
                uploads=[(item["type"], files[item["media"].removeprefix("attach://")])],
                group=group,
                **given,
            )
            for item in items
        ]
        return [one.written() for one in sent]

    def _post(self, chat: dict[str, Any], words: dict[str, Any], **more: Any) -> Sent:
        """Let the bot write: in the channel the channel itself speaks, and its group gets a copy."""
        if chat is not self.channel:
            answers = more.get("answers")
            return self._add(chat, self.bot, words, thread=answers.thread or answers.number if answers else 0, **more)
        sent = self._add(chat, None, words, **more)
        copy = self._add(self.group, {"id": 777000, "is_bot": False, "first_name": "Telegram"}, words, copy_of=sent)
        self._tell(message=copy.written())
        return sent

    def _add(
        self,
        chat: dict[str, Any],
        sender: dict[str, Any] | None,
        words: dict[str, Any],
        answers: Sent | None = None,
        *,
        told: bool = False,
        **more: Any,
    ) -> Sent:
        sent = Sent(chat, next(self._numbers), self._now(), sender, words, answers=answers, **more)
        self.messages.append(sent)
        if told:
            self._tell(message=sent.written())
        return sent

    def _waiting(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise _refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = asked.get("offset", 0)
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        kinds = {"update_id", *asked["allowed_updates"]}
        return [one for one in self.updates if set(one) <= kinds][: asked.get("limit", 100)]

    def _tell(self, **what: Any) -> None:
        self.updates.append({"update_id": next(self._update_numbers), **what})

    def _chat(self, named: Any) -> dict[str, Any]:
        chats = [self.channel, self.group, *(one.chat for one in self.messages)]
        known = {str(one["id"]): one for one in reversed(chats)} | {"@bottega": self.channel}
        if str(named) not in known:
            raise _refusal(400, "Bad Request: chat not found")
        return known[str(named)]

    def _answered(self, asked: dict[str, Any], chat: dict[str, Any]) -> Sent | None:
        wanted = asked.get("reply_parameters", {}).get("message_id")
        if wanted is None:
            return None
        answered = next((one for one in self.messages if one.chat is chat and one.number == wanted), None)
        if answered is None:
            raise _refusal(400, "Bad Request: message to be replied not found")
        return answered

    def _now(self) -> int:
        return int(self.clock.now().timestamp())

    # Bad days ---------------------------------------------------------------------------------------

    def too_many_requests(self, retry_after: int) -> Answer:
        """Ask to wait; how long stands in the body."""
        said = f"Too Many Requests: retry after {retry_after}"
        return _refusal(429, said, parameters={"retry_after": retry_after}).answer

    def server_error(self, status: int) -> Answer:
        """Be broken."""
        return _refusal(status, "Internal Server Error").answer

    def revoked_token(self, fault: RevokedToken) -> Answer:  # noqa: ARG002
        """Refuse the token."""
        return _refusal(401, "Unauthorized").answer


def _decoded(request: Request) -> dict[str, Any]:
    """Return the fields of a form: objects and numbers are written as JSON in them."""
    texts = {"caption", "text", "question"}
    return {
        name: value if name in texts or value.startswith("@") else msgspec.json.decode(value.encode())
        for name, [value] in request.form.items()
    }


def _caption(asked: dict[str, Any]) -> dict[str, str]:
    _fits(asked.get("caption", ""), 1024, "message caption")
    return {"caption": asked["caption"]} if asked.get("caption") else {}


def _fits(text: str, most: int, what: str) -> None:
    if utf16_units(text) > most:
        raise _refusal(400, f"Bad Request: {what} is too long")


def _refusal(status: int, description: str, **more: Any) -> RefusalError:
    return RefusalError(status, {"ok": False, "error_code": status, "description": description, **more})
