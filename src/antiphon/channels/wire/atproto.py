"""AT Protocol: posts, authors and notifications as they travel, and what its errors mean."""

import json
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from antiphon.channels.connector import Act, Card, Did, Media, Outgoing, Profile, Reference, Said
from antiphon.channels.wire import atproto_library as library
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.http import AddressRefused
from antiphon.lib.retry_after import asked_wait

if TYPE_CHECKING:
    from atproto import Client

#: How many pictures every reader shows; more are a gallery.
_FEW = 4
#: What a notification's reason means.
SAID = {"reply": Act.REPLY, "mention": Act.MENTION, "quote": Act.QUOTE}
DID = {"like": Act.LIKE, "repost": Act.SHARE, "follow": Act.FOLLOW}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads records; `pages` is the web address at which people read what they say."""

    pages: str

    def page(self, did: str, uri: str = "") -> str:
        """Return where people read an account, or one of its posts."""
        post = f"/post/{uri.rsplit('/', 1)[-1]}" if uri else ""
        return f"{self.pages.rstrip('/')}/profile/{did}{post}"

    def below(self, node: Any) -> Iterator[Said]:
        """Walk a thread without recursion; what is hidden or blocked has no post."""
        waiting = list(getattr(node, "replies", None) or [])
        while waiting:
            one = waiting.pop(0)
            post = getattr(one, "post", None)
            if post is not None:
                yield self.said(Act.REPLY, post)
                waiting += getattr(one, "replies", None) or []

    def said(self, act: Act, post: Any) -> Said:
        """Return the words of a post."""
        record = post.record
        reply = getattr(record, "reply", None)
        return Said(
            act=Act.REPLY if reply and act != Act.QUOTE else act,
            reference=Reference(
                uri=post.uri, id=post.uri, url=self.page(post.author.did, post.uri), version=post.cid
            ),
            actor=self.profile(post.author),
            at=moment(record.created_at, post.indexed_at),
            text=record.text or "",
            language=(getattr(record, "langs", None) or [""])[0],
            parent_uri=reply.parent.uri if reply else "",
            root_uri=reply.root.uri if reply else "",
        )

    def profile(self, author: Any) -> Profile:
        """Return who an author is."""
        return Profile(
            stable_id=author.did,
            handle=author.handle,
            name=author.display_name or "",
            url=self.page(author.did),
            avatar_url=author.avatar or "",
            automated=any(label.val == "bot" for label in getattr(author, "labels", None) or []),
        )

    def act(self, note: Any) -> Did:
        """Return what a notification says was done."""
        return Did(
            act=DID[note.reason],
            actor=self.profile(note.author),
            at=moment(note.indexed_at, ""),
            source=note.uri,
            subject_uri=note.reason_subject or "",
        )


def moment(said: str | None, otherwise: str) -> datetime:
    """Return when something was said: strangers write the date, and a clock ahead of ours is not believed."""
    now = datetime.now(UTC)
    return min(as_moment(said) or as_moment(otherwise) or now, now)


def as_moment(text: str | None) -> datetime | None:
    """Return the moment that a text names, or None if it names none."""
    try:
        read = datetime.fromisoformat(text or "")
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def facets(client: "Client", text: str) -> list[Any]:
    """Return the links, tags and mentions of a text, by the bytes they stand at."""
    return list(client.detect_facets(text) if library.detect_mentions(text) else library.detect_facets(text))


def uploads(outgoing: Outgoing) -> list[tuple[Path, ...]]:
    """Return the files of a post: of each medium itself and its captions, at last the picture of the card."""
    files = [(media.path, *(one.path for one in media.captions)) for media in outgoing.media]
    card = outgoing.card if not outgoing.media else None
    return [*files, (card.picture,)] if card and card.picture else files


def file_type(path: Path) -> str:
    """Return the media type of a file: a server looks into pictures and films, and believes it of captions."""
    return "text/vtt" if path.suffix == ".vtt" else mimetypes.guess_type(path)[0] or "*/*"


def embed(outgoing: Outgoing, prepared: tuple[str, ...]) -> Any:
    """Return what stands under the text: pictures, a video, or the preview of a link; None if nothing does.

    `prepared` holds for each of `uploads` a JSON list of the blobs that it became.
    """
    blobs = [[library.BlobRef.model_validate(one) for one in json.loads(token)] for token in prepared if token]
    if not outgoing.media:
        return _card(outgoing.card, blobs[0][0] if blobs else None) if outgoing.card else None
    if outgoing.media[0].is_video:
        return _video(outgoing.media[0], blobs[0])
    return _pictures(outgoing.media, [uploaded[0] for uploaded in blobs])


def _card(card: Card, picture: Any) -> Any:
    shown = library.models.AppBskyEmbedExternal.External(
        uri=card.url, title=card.title, description=card.description, thumb=picture
    )
    return library.models.AppBskyEmbedExternal.Main(external=shown)


def _video(media: Media, blobs: list[Any]) -> Any:
    spoken = [
        library.models.AppBskyEmbedVideo.Caption(lang=words.language, file=blob)
        for words, blob in zip(media.captions, blobs[1:], strict=True)
    ]
    return library.models.AppBskyEmbedVideo.Main(
        video=blobs[0], alt=media.alt_text or None, aspect_ratio=_shape(media), captions=spoken or None
    )


def _pictures(media: tuple[Media, ...], blobs: list[Any]) -> Any:
    """Return up to four pictures as every reader shows them, more as a gallery."""
    kind = library.models.AppBskyEmbedImages if len(media) <= _FEW else library.models.AppBskyEmbedGallery
    shown = [
        kind.Image(alt=one.alt_text, image=blob, aspect_ratio=_shape(one))
        for one, blob in zip(media, blobs, strict=True)
    ]
    if len(media) <= _FEW:
        return library.models.AppBskyEmbedImages.Main(images=shown)
    return library.models.AppBskyEmbedGallery.Main(items=shown)


def _shape(media: Media) -> Any:
    return library.models.AppBskyEmbedDefs.AspectRatio(width=media.width, height=media.height)


def reply_of(outgoing: Outgoing) -> Any:
    """Return what a post answers, or None."""
    if outgoing.reply_to is None:
        return None
    root = outgoing.reply_root or outgoing.reply_to

    def strong(reference: Reference) -> Any:
        return library.models.ComAtprotoRepoStrongRef.Main(uri=reference.uri, cid=reference.version)

    return library.models.AppBskyFeedPost.ReplyRef(root=strong(root), parent=strong(outgoing.reply_to))


_BY_CODE = {
    "ExpiredToken": Trouble.AUTH,
    "InvalidToken": Trouble.AUTH,
    "AuthenticationRequired": Trouble.AUTH,
    "AccountTakedown": Trouble.AUTH,
    "AccountDeactivated": Trouble.AUTH,
    "AuthFactorTokenRequired": Trouble.AUTH,
    "BlobTooLarge": Trouble.MEDIA,
    "InvalidMimeType": Trouble.MEDIA,
}
_BY_STATUS = {
    400: Trouble.CONTENT,
    401: Trouble.AUTH,
    403: Trouble.PERMISSION,
    413: Trouble.MEDIA,
    429: Trouble.LIMIT,
}


def trouble(error: Exception, *, sent: bool) -> Exception:
    """Return the trouble an error means; what is not clearly a no after sending is in doubt."""
    if isinstance(error, ChannelError):
        return error
    detail = f"{type(error).__name__}: {error}"
    response = error.response if isinstance(error, library.RequestErrorBase) else None
    status = response.status_code if response else 0
    if status in _BY_STATUS:
        return ChannelError(_BY_CODE.get(code(error), _BY_STATUS[status]), detail, retry_after=_wait(response))
    if sent and not _never_left(error):
        return UnknownAfterSend(detail)
    return ChannelError(Trouble.BEFORE_SEND, detail)


def code(error: Exception) -> str:
    """Return the name that the protocol gives to an error, or nothing."""
    content = getattr(getattr(error, "response", None), "content", None)
    return str(getattr(content, "error", ""))


def _wait(response: Any) -> timedelta | None:
    return asked_wait(response.headers, datetime.now(UTC)) if response else None


def answered_with_an_error(error: BaseException | None) -> bool:
    """Whether the server did answer, with an error."""
    return isinstance(error, library.RequestErrorBase) and error.response is not None


def _never_left(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | AddressRefused):
            return True
        error = error.__cause__ or error.__context__
    return False
