"""How a post becomes events: its words first, then each file, each under a key of its own."""

from dataclasses import dataclass
from typing import Any

import msgspec

from antiphon.channels.connector import Media, Outgoing, Poll
from antiphon.channels.wire.matrix.events import MESSAGE, POLL, TEXT_OF_POLL, events_of
from antiphon.channels.wire.multipart import file_name
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.markup import text_to_html

#: An event may have 65,536 bytes with all that servers put around it: what our words may take of them.
_MOST_BYTES = 60_000


@dataclass(frozen=True, slots=True)
class Part:
    """One event of a post: `key` is the transaction under which a server takes it once."""

    key: str
    type: str
    content: dict[str, Any]


def parts_of(outgoing: Outgoing, prepared: tuple[str, ...], thread: str) -> list[Part]:
    """Return the events of a post, in their order; `thread` is the root of the thread it belongs into, if any.

    Raise ChannelError if there is nothing to say.
    """
    contents = [_poll(outgoing.text, outgoing.poll)] if outgoing.poll else []
    if outgoing.text and not outgoing.poll:
        contents.append(_words(outgoing.text))
    contents += [_file(media, address) for media, address in zip(outgoing.media, prepared, strict=True)]
    if not contents:
        raise ChannelError(Trouble.CONTENT, "there is nothing to say")
    contents[0]["m.mentions"] = {"user_ids": [outgoing.reply_handle]} if outgoing.reply_handle else {}
    related = _related(outgoing, thread)
    return [
        Part(
            key_of(outgoing.operation, n),
            POLL if POLL in content else MESSAGE,
            content | (related if n == 0 or thread else {}),
        )
        for n, content in enumerate(contents)
    ]


def key_of(operation: str, number: int) -> str:
    """Return the key of the nth event of a post."""
    return f"{operation}.{number}" if number else operation


def _related(outgoing: Outgoing, thread: str) -> dict[str, Any]:
    if outgoing.reply_to is None:
        return {}
    answered = {"m.in_reply_to": {"event_id": events_of(outgoing.reply_to)[0]}}
    if not thread:
        return {"m.relates_to": answered}
    # Whoever does not know threads sees what we go on with as an answer to the part before.
    falls_back = outgoing.continues
    return {"m.relates_to": {"rel_type": "m.thread", "event_id": thread, "is_falling_back": falls_back, **answered}}


def _words(text: str) -> dict[str, Any]:
    plain = {"msgtype": "m.text", "body": text}
    both = plain | {"format": "org.matrix.custom.html", "formatted_body": text_to_html(text)}
    return both if len(msgspec.json.encode(both)) <= _MOST_BYTES else plain


def _poll(question: str, poll: Poll) -> dict[str, Any]:
    listed = "\n".join(f"{n}. {option}" for n, option in enumerate(poll.options, 1))
    return {
        TEXT_OF_POLL: f"{question}\n{listed}",
        POLL: {
            "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": len(poll.options) if poll.multiple else 1,
            "question": {TEXT_OF_POLL: question},
            "answers": [{"id": str(n), TEXT_OF_POLL: option} for n, option in enumerate(poll.options, 1)],
        },
    }


def _file(media: Media, address: str) -> dict[str, Any]:
    """Return a file as an event: its body is what stands for it where it cannot be seen."""
    name = file_name(media)
    kind = "m.file" if media.is_document else "m.video" if media.is_video else "m.image"
    about = {"mimetype": media.media_type, "size": media.path.stat().st_size}
    if not media.is_document:
        about |= {"w": media.width, "h": media.height}
    if media.is_video and media.seconds:
        about["duration"] = round(media.seconds * 1000)
    return {"msgtype": kind, "body": media.alt_text or name, "filename": name, "url": address, "info": about}
