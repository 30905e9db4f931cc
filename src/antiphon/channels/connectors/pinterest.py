"""Pinterest, through version 5 of its interface: Pins on a board. Nothing tells two requests apart."""

import time
from contextlib import suppress
from functools import cached_property
from mimetypes import guess_type
from typing import Annotated, Any

from antiphon.channels.connector import (
    Connector,
    Credentials,
    Fence,
    Field,
    Figure,
    Media,
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Settings,
)
from antiphon.channels.wire import pinterest as wire
from antiphon.channels.wire.multipart import File, Form
from antiphon.channels.wire.rest import Gone, Rest, shaped, store
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.links import replace_urls
from antiphon.lib.words import gettext_noop

_API = "https://api.pinterest.com/v5"
_BOARDS_A_PAGE, _PAGES, _LONGEST_ALT = 250, 20, 500
#: How long a film may be processed before we come back to it later, and how often we ask.
_PROCESSING_SECONDS, _ASK_EVERY = 300.0, 2.0


class PinterestCredentials(Credentials, frozen=True, kw_only=True):
    """The application that was made among Pinterest's developers."""

    client_id: Annotated[str, Field(gettext_noop("App ID"))]
    client_secret: Annotated[str, Field(gettext_noop("App secret key"), secret=True)]


class PinterestSettings(Settings, frozen=True, kw_only=True):
    """Where a Pin hangs, and where it leads."""

    board: Annotated[
        str,
        Field(gettext_noop("Board"), gettext_noop("Its name as it stands on your profile."), placeholder="Looms"),
    ]
    link: Annotated[
        str,
        Field(gettext_noop("Link"), gettext_noop("Where the Pin leads. Without it, the first link of the text.")),
    ] = ""


class Pinterest(Connector[PinterestCredentials]):
    """An account on Pinterest."""

    kind = "pinterest"
    name = "Pinterest"
    icon = "M12 2c4 0 7 3 7 7s-3 8-6 8l-3-1-1 6H7l3-13h2l-1 5c3 1 5-1 5-5 0-3-2-4-4-4-4 0-5 4-4 7H6C4 7 7 2 12 2Z"
    credentials = PinterestCredentials
    withdrawn = gettext_noop("On Pinterest, in the settings of the account, among the connected apps.")
    settings = PinterestSettings
    retry_safety = RetrySafety.NEVER_REPLAY
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="https://www.pinterest.com/oauth/",
        token="https://api.pinterest.com/v5/oauth/token",  # noqa: S106  an address
        scopes=("boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"),
        scope_separator=",",
        pkce=False,
        secret_in_header=True,
        console="https://developers.pinterest.com/apps/",
        steps=(
            gettext_noop("Make the account a business account: Pinterest asks for one, it costs nothing."),
            gettext_noop("Open “My apps” among Pinterest’s developers, choose “Connect app” and say what it is for."),
            gettext_noop("Wait for trial access. Then enter the callback address shown here, letter by letter."),
            gettext_noop("Copy the App ID and the App secret key."),
            gettext_noop("Ask for standard access, with a short film that shows signing in and pinning."),
        ),
        traps=(
            gettext_noop("With trial access, Pins are seen by nobody but their author."),
            gettext_noop("The address of a privacy policy is asked for, and it is read."),
        ),
    )

    def verify(self) -> Profile:
        """Return whose token this is."""
        return wire.profile(self._me())

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Find the board, and upload a film; pictures travel inside the Pin itself."""
        self._board(outgoing)
        self._alt_text(outgoing)
        return tuple(self._upload(media) if media.is_video else "" for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Pin."""
        if not outgoing.media:
            raise ChannelError(Trouble.MEDIA, "a Pin needs a picture or a film")
        body = wire.PinBody(self._pin(outgoing, prepared))
        fence.open()
        head = {"Content-Type": body.content_type}
        made = shaped(self._rest.ask("POST", "/pins", sent=True, data=body, headers=head), wire.Pin, sent=True)
        return wire.reference(made.id)

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the numbers since the Pin stands, none if it is gone."""
        with suppress(Gone):
            return wire.figures(shaped(self._rest.get(f"/pins/{reference.id}", pin_metrics="true"), wire.Pin))
        return ()

    def remove(self, reference: Reference) -> None:
        """Delete a Pin."""
        with suppress(Gone):
            self._rest.ask("DELETE", f"/pins/{reference.id}")

    def followers(self) -> int:
        """Return how many follow the account."""
        return self._me().follower_count

    def _me(self) -> wire.Account:
        return shaped(self._rest.get("/user_account"), wire.Account)

    def _pin(self, outgoing: Outgoing, prepared: tuple[str, ...]) -> dict[str, Any]:
        told = {
            "title": outgoing.title,
            "description": self.wording(outgoing),
            "link": _leads_to(outgoing),
            "alt_text": self._alt_text(outgoing),
        }
        known = {name: value for name, value in told.items() if value}
        return known | {"board_id": self._board(outgoing), "media_source": _source(outgoing.media, prepared)}

    def _board(self, outgoing: Outgoing) -> str:
        """Return the number of the board that was chosen by its name, or by that number."""
        if not isinstance(outgoing.settings, PinterestSettings):
            raise ChannelError(Trouble.CONTENT, "no board was chosen")
        wanted, bookmark = outgoing.settings.board.strip(), ""
        for _ in range(_PAGES):
            asked = {"bookmark": bookmark} if bookmark else {}
            page = shaped(self._rest.get("/boards", page_size=_BOARDS_A_PAGE, **asked), wire.Boards)
            for board in page.items:
                if wanted in {board.id, board.name} or board.name.lower() == wanted.lower():
                    return board.id
            bookmark = page.bookmark or ""
            if not bookmark:
                break
        raise ChannelError(Trouble.CONTENT, f"there is no board {wanted!r}")

    def _alt_text(self, outgoing: Outgoing) -> str:
        """A Pin has one alternative text, whatever the number of its pictures."""
        words = "\n".join(media.alt_text for media in outgoing.media if media.alt_text)
        if len(words) > _LONGEST_ALT:
            raise ChannelError(Trouble.MEDIA, f"the words for the pictures have {len(words)} characters together")
        return words

    def _upload(self, media: Media) -> str:
        place = shaped(self._rest.post("/media", {"media_type": "video"}), wire.Registered)
        form = Form(place.upload_parameters, {"file": File(media.path, media.path.name, media.media_type)})
        self._store.answer("POST", place.upload_url, data=form, headers={"Content-Type": form.content_type})
        self._await(place.media_id)
        return place.media_id

    def _await(self, number: str) -> None:
        until = time.monotonic() + _PROCESSING_SECONDS
        while (status := shaped(self._rest.get(f"/media/{number}"), wire.Progress).status) != "succeeded":
            if status == "failed":
                raise ChannelError(Trouble.MEDIA, "Pinterest could not process the film")
            if time.monotonic() > until:
                raise ChannelError(Trouble.BEFORE_SEND, "Pinterest is still processing the film")
            time.sleep(_ASK_EVERY)

    @cached_property
    def _rest(self) -> Rest:
        head = {"Authorization": f"Bearer {self._door.token}"}
        return Rest(self._door, _API, head, asks_to_wait=wire.asks_to_wait)

    @cached_property
    def _store(self) -> Rest:
        return store(self._door, _API)


def _leads_to(outgoing: Outgoing) -> str:
    chosen = outgoing.settings
    if isinstance(chosen, PinterestSettings) and chosen.link.strip():
        return chosen.link.strip()
    if outgoing.card:
        return outgoing.card.url
    found: list[str] = []

    def noted(url: str) -> str:
        found.append(url)
        return url

    replace_urls(outgoing.text, noted)
    return found[0] if found else ""


def _source(media: tuple[Media, ...], prepared: tuple[str, ...]) -> dict[str, Any]:
    """Return what a Pin shows; a path in it becomes the text of that file."""
    first = media[0]
    if first.is_video:
        if first.cover is None:
            raise ChannelError(Trouble.MEDIA, "the film has no cover")
        kind = guess_type(first.cover.name)[0] or "image/jpeg"
        shown = {"cover_image_content_type": kind, "cover_image_data": first.cover}
        return {"source_type": "video_id", "media_id": prepared[0], **shown}
    pictures = [{"content_type": one.media_type, "data": one.path} for one in media]
    if len(pictures) > 1:
        return {"source_type": "multiple_image_base64", "items": pictures}
    return {"source_type": "image_base64", **pictures[0]}
