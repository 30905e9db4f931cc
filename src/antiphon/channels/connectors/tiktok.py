"""TikTok: films that are sent in chunks, and pictures that it fetches. The last chunk is what publishes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any

from antiphon.channels.connector import (
    Connector,
    Credentials,
    Fence,
    Field,
    Figure,
    Limits,
    Media,
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Revocation,
    Settings,
)
from antiphon.channels.wire.pieces import Piece
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Rest, shaped
from antiphon.channels.wire.tiktok import pacing, reading, records, uploading
from antiphon.channels.wire.tiktok.uploading import Try, before
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.words import gettext_noop

_API = "https://open.tiktokapis.com"
_PUBLIC = "PUBLIC_TO_EVERYONE"
_PAGE = 20
_COUNTS = "id,view_count,like_count,comment_count,share_count"


class TikTokCredentials(Credentials, frozen=True, kw_only=True):
    """The application that was made among TikTok's developers."""

    client_id: Annotated[str, Field(gettext_noop("Client key"))]
    client_secret: Annotated[str, Field(gettext_noop("Client secret"), secret=True)]


class TikTokSettings(Settings, frozen=True, kw_only=True):
    """Who may see a post and what they may do with it; TikTok wants it said for each."""

    privacy: Annotated[
        str,
        Field(
            gettext_noop("Who may see it"),
            gettext_noop("Until TikTok has audited your application, nobody but yourselves."),
            choices=(
                ("PUBLIC_TO_EVERYONE", gettext_noop("Everybody")),
                ("FOLLOWER_OF_CREATOR", gettext_noop("Your followers")),
                ("MUTUAL_FOLLOW_FRIENDS", gettext_noop("Friends: followers whom you follow")),
                ("SELF_ONLY", gettext_noop("Only you")),
            ),
        ),
    ]
    disable_comment: Annotated[bool, Field(gettext_noop("No comments"))] = False
    disable_duet: Annotated[bool, Field(gettext_noop("No duets"))] = False
    disable_stitch: Annotated[bool, Field(gettext_noop("No stitches"))] = False
    brand_organic_toggle: Annotated[bool, Field(gettext_noop("Promotes our own brand"))] = False
    brand_content_toggle: Annotated[bool, Field(gettext_noop("Paid partnership with another brand"))] = False
    is_aigc: Annotated[bool, Field(gettext_noop("Shows pictures or film made by a machine"))] = False


class TikTok(Connector[TikTokCredentials]):
    """An account on TikTok."""

    kind = "tiktok"
    name = "TikTok"
    icon = "M13 2h3c0 3 2 5 5 5v3c-2 0-4-1-5-2v8a6 6 0 1 1-6-6h1v3h-1a3 3 0 1 0 3 3V2Z"
    credentials = TikTokCredentials
    withdrawn = gettext_noop("In TikTok: Settings and privacy → Security & permissions.")
    settings = TikTokSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    removal = gettext_noop("TikTok lets no program delete. Open the video in the app: …, Delete.")
    fetches_media = True
    settles_after = timedelta(minutes=10)
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="https://www.tiktok.com/v2/auth/authorize/",
        token="https://open.tiktokapis.com/v2/oauth/token/",  # noqa: S106  an address
        scopes=("user.info.basic", "user.info.profile", "user.info.stats", "video.publish", "video.list"),
        scope_separator=",",
        pkce=False,
        client_id_name="client_key",
        revokes=Revocation("https://open.tiktokapis.com/v2/oauth/revoke/", access_alone=True, hints=False),
        console="https://developers.tiktok.com/apps/",
        steps=(
            gettext_noop("Open “Manage apps” among TikTok’s developers and connect an app."),
            gettext_noop("Add the products Login Kit and Content Posting API, and switch on Direct Post."),
            gettext_noop("Enter the callback address shown here, letter by letter. It must begin with https."),
            gettext_noop("Verify the address of your pictures under “URL properties”: TikTok fetches them there."),
            gettext_noop("Copy the Client key and the Client secret, and submit the app for review."),
        ),
        traps=(
            gettext_noop("Until TikTok has audited the app, its posts are seen by their author alone."),
            gettext_noop("An app that is not audited posts only to accounts that are private themselves."),
            gettext_noop("The audit looks at the pages where one posts; an app for oneself is often turned down."),
            gettext_noop("About fifteen posts a day are taken of one account, whatever application sends them."),
        ),
    )

    def verify(self) -> Profile:
        """Return whose token this is."""
        return reading.profile(self._user("open_id,display_name,username,avatar_url"))

    def limits(self, table: Limits) -> Limits:
        """Return the table with the longest film that TikTok takes of this creator."""
        longest = self._creator.max_video_post_duration_sec
        least = table.video_seconds[0] if table.video_seconds else 0.0
        return replace(table, video_seconds=(least, float(longest))) if longest else table

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Begin the upload of a film and send all of it but its last chunk; pictures are fetched later."""
        self._permitted(outgoing)
        return tuple(self._begin(outgoing, media).token if media.is_video else "" for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Send the last chunk, or ask TikTok to fetch the pictures. It goes on working on what it took."""
        if not outgoing.media:
            raise ChannelError(Trouble.MEDIA, "TikTok takes no words alone")
        earlier = before(fence)
        failed = ""
        if earlier.taken:
            status = self._status(earlier.taken)
            if reading.has_it_all(status, outgoing.media[0].path):
                return reading.taken(earlier.taken, self._chosen(outgoing).privacy)
            failed = earlier.taken if status.status == "FAILED" else ""
        if outgoing.media[0].is_video:
            return self._send_film(outgoing, uploading.upload(prepared[0]), failed, Try(fence, earlier.tries))
        if earlier.doubt:
            raise UnknownAfterSend("TikTok was asked before, and its answer was lost")
        return self._send_pictures(outgoing, Try(fence, earlier.tries))

    def finished(self, reference: Reference) -> Reference:
        """Ask how far TikTok is; a public post gets its number once it was looked at."""
        if not reference.uri.startswith("tiktok:"):
            return reference
        status = self._status(reference.id)
        if status.status == "FAILED":
            raise reading.refused(status)
        if status.publicaly_available_post_id:
            return reading.reference(str(status.publicaly_available_post_id[0]), self._handle)
        hidden = status.status == "PUBLISH_COMPLETE" and reference.version != _PUBLIC
        return reading.taken(reference.id, reference.version, processing=not hidden)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our public videos. What is not public, and pictures, cannot be seen there: a person looks."""
        since = outgoing.at - CLOCKS_DIFFER + self._ahead()
        fields = "id,title,video_description,create_time"
        asked = self._rest.ask("POST", f"/v2/video/list/?fields={fields}", json={"max_count": _PAGE})
        for video in shaped(asked, records.SomeVideos).data.videos:
            if reading.is_it(video, self.wording(outgoing), since):
                return reading.reference(video.id, self._handle)
        film = all(media.is_video for media in outgoing.media)
        if not film or self._chosen(outgoing).privacy != _PUBLIC:
            raise ChannelError(Trouble.CONTENT, "TikTok lists public videos alone: nobody can know but its author")
        return None

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the counts of a public video, none of what is gone, hidden, or made of pictures."""
        body = {"filters": {"video_ids": [reference.id]}}
        found = shaped(self._rest.ask("POST", f"/v2/video/query/?fields={_COUNTS}", json=body), records.SomeVideos)
        return next((reading.figures(video) for video in found.data.videos if video.id == reference.id), ())

    def followers(self) -> int:
        """Return how many follow the account."""
        return self._user("open_id,follower_count").follower_count

    # Who we are, and what we may --------------------------------------------------------------------

    def _user(self, fields: str) -> records.User:
        return shaped(self._rest.get("/v2/user/info/", fields=fields), records.OneUser).data.user

    def _ahead(self) -> timedelta:
        self._user("open_id")
        return self._rest.ahead

    @property
    def _handle(self) -> str:
        return self._account.handle if self._account else self._user("open_id,username").username

    @cached_property
    def _creator(self) -> records.Creator:
        return shaped(self._rest.ask("POST", "/v2/post/publish/creator_info/query/"), records.OneCreator).data

    def _chosen(self, outgoing: Outgoing) -> TikTokSettings:
        if not isinstance(outgoing.settings, TikTokSettings):
            raise ChannelError(Trouble.CONTENT, "nobody said who may see it")
        return outgoing.settings

    def _note_pace(self, now: datetime) -> None:
        self._door.pace(pacing.begun(self._account.stable_id if self._account else "", now))

    def _permitted(self, outgoing: Outgoing) -> None:
        chosen = self._chosen(outgoing).privacy
        if chosen not in self._creator.privacy_level_options:
            raise ChannelError(Trouble.CONTENT, f"TikTok does not offer {chosen} to this creator just now")

    def _told(self, outgoing: Outgoing) -> dict[str, Any]:
        """Return what TikTok wants to know of a post; what the creator switched off stays off."""
        chosen, creator = self._chosen(outgoing), self._creator
        film = outgoing.media[0].is_video
        told: dict[str, Any] = {
            ("title" if film else "description"): self.wording(outgoing),
            "privacy_level": chosen.privacy,
            "disable_comment": chosen.disable_comment or creator.comment_disabled,
            "brand_organic_toggle": chosen.brand_organic_toggle,
            "brand_content_toggle": chosen.brand_content_toggle,
        }
        if film:
            told["disable_duet"] = chosen.disable_duet or creator.duet_disabled
            told["disable_stitch"] = chosen.disable_stitch or creator.stitch_disabled
            told["is_aigc"] = chosen.is_aigc
        return told

    # Films ------------------------------------------------------------------------------------------

    def _begin(self, outgoing: Outgoing, media: Media) -> uploading.Upload:
        size = media.path.stat().st_size
        chunk = uploading.chunk_of(size)
        cut = {"video_size": size, "chunk_size": chunk, "total_chunk_count": size // chunk}
        body = {"post_info": self._told(outgoing), "source_info": {"source": "FILE_UPLOAD", **cut}}
        now = datetime.now(UTC)
        begun = shaped(self._rest.post("/v2/post/publish/video/init/", body), records.OneBegun).data
        self._note_pace(now)
        upload = uploading.Upload(begun.publish_id, begun.upload_url, size, chunk, now.timestamp())
        for piece in list(upload.pieces(media.path))[:-1]:
            self._put(upload, piece, media.media_type)
        return upload

    def _send_film(self, outgoing: Outgoing, upload: uploading.Upload | None, failed: str, this: Try) -> Reference:
        media = outgoing.media[0]
        if upload is None or not upload.fresh or upload.publish_id == failed:
            upload = self._begin(outgoing, media)
        last = list(upload.pieces(media.path))[-1]
        this.fence.open()
        this.reached("taken", upload.publish_id)
        self._put(upload, last, media.media_type, sent=True)
        return reading.taken(upload.publish_id, self._chosen(outgoing).privacy)

    def _put(self, upload: uploading.Upload, piece: Piece, media_type: str, *, sent: bool = False) -> None:
        head = {"Content-Type": media_type, "Content-Range": f"bytes {piece.start}-{piece.last}/{upload.size}"}
        self._store.answer("PUT", upload.upload_url, sent=sent, data=piece, headers=head)

    def _status(self, publish_id: str) -> records.Status:
        asked = self._rest.post("/v2/post/publish/status/fetch/", {"publish_id": publish_id})
        return shaped(asked, records.OneStatus).data

    # Pictures ---------------------------------------------------------------------------------------

    def _send_pictures(self, outgoing: Outgoing, this: Try) -> Reference:
        addresses = [media.address for media in outgoing.media]
        if not all(addresses):
            raise ChannelError(Trouble.MEDIA, "TikTok cannot fetch the pictures: they have no address")
        source = {"source": "PULL_FROM_URL", "photo_images": addresses, "photo_cover_index": 0}
        body: dict[str, Any] = {"post_info": self._told(outgoing), "source_info": source}
        body |= {"post_mode": "DIRECT_POST", "media_type": "PHOTO"}
        this.fence.open()
        this.reached("asked")
        begun = self._ask_to_fetch(body, this)
        this.reached("taken", begun.publish_id)
        self._note_pace(datetime.now(UTC))
        return reading.taken(begun.publish_id, self._chosen(outgoing).privacy)

    def _ask_to_fetch(self, body: dict[str, Any], this: Try) -> records.Begun:
        try:
            answer = self._rest.post("/v2/post/publish/content/init/", body, sent=True)
        except UnknownAfterSend:
            raise
        except ChannelError:
            this.reached("refused")
            raise
        return shaped(answer, records.OneBegun, sent=True).data

    @cached_property
    def _rest(self) -> Rest:
        head = {"Authorization": f"Bearer {self._door.token}"}
        return Rest(self._door, _API, head, reading.explain, reading.asks_to_wait)

    @cached_property
    def _store(self) -> Rest:
        """Where films go: another house, which must not see the token."""
        return Rest(self._door, _API, explain=reading.explain_upload, asks_to_wait=reading.asks_to_wait)
