"""YouTube: films are uploaded for nobody to see, and behind the fence they are only shown."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Fence,
    Field,
    Figure,
    Heard,
    Limits,
    Media,
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Revocation,
    Said,
    Settings,
)
from antiphon.channels.wire.recent import Ear
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, Rest, shaped
from antiphon.channels.wire.youtube import dressing, reading, records, uploading
from antiphon.channels.wire.youtube.categories import CATEGORIES
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_API = "https://www.googleapis.com/youtube/v3"
_PAGE, _OF_A_LIST = 100, 50
_UNVERIFIED_SECONDS = 900.0
#: What YouTube takes neither in titles nor in descriptions, and what stands for it.
_ANGLES = str.maketrans("<>", "‹›")


class YouTubeCredentials(Credentials, frozen=True, kw_only=True):
    """The OAuth client that was made in Google's console."""

    client_id: Annotated[str, Field(gettext_noop("Client ID"), placeholder="….apps.googleusercontent.com")]
    client_secret: Annotated[str, Field(gettext_noop("Client secret"), secret=True)]


class YouTubeSettings(Settings, frozen=True, kw_only=True):
    """What YouTube wants to know of a video beside its words."""

    privacy: Annotated[
        str,
        Field(
            gettext_noop("Who may see it"),
            choices=(
                ("public", gettext_noop("Everybody")),
                ("unlisted", gettext_noop("Whoever has the link")),
                ("private", gettext_noop("Only you")),
            ),
        ),
    ] = "public"
    category: Annotated[
        str,
        Field(
            gettext_noop("Category"),
            choices=CATEGORIES,
        ),
    ] = "22"
    tags: Annotated[
        str, Field(gettext_noop("Tags"), gettext_noop("Words apart by commas, 500 characters in all."))
    ] = ""
    made_for_kids: Annotated[bool, Field(gettext_noop("Made for children"))] = False
    synthetic: Annotated[bool, Field(gettext_noop("Shows realistic scenes made by a machine"))] = False


class YouTube(Connector[YouTubeCredentials]):
    """A channel on YouTube."""

    kind = "youtube"
    name = "YouTube"
    icon = "M5 5h14l3 3v8l-3 3H5l-3-3V8l3-3Zm5 4v6l5-3-5-3Z"
    credentials = YouTubeCredentials
    withdrawn = gettext_noop(
        "In your Google Account: Security → Your connections to third-party apps & services "
        "(myaccount.google.com/connections)."
    )
    settings = YouTubeSettings
    retry_safety = RetrySafety.RECONCILE_FIRST
    removal = gettext_noop("The film is deleted for good, with its comments. Nobody can bring it back.")
    hears = frozenset({Act.REPLY})
    continues = True
    told_of_parts = frozenset({"likes"})
    settles_after = timedelta(minutes=2)
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="https://accounts.google.com/o/oauth2/v2/auth",
        token="https://oauth2.googleapis.com/token",  # noqa: S106  an address
        scopes=(
            "https://www.googleapis.com/auth/youtube.upload",
            "https://www.googleapis.com/auth/youtube.force-ssl",
        ),
        extra={"access_type": "offline", "prompt": "consent"},
        revokes=Revocation("https://oauth2.googleapis.com/revoke", hints=False, names_client=False, whole=True),
        console="https://console.cloud.google.com/apis/credentials",
        steps=(
            gettext_noop("Make a project in Google’s console and switch on “YouTube Data API v3” in its library."),
            gettext_noop("Fill in the consent screen, for external users, and set its state to “In production”."),
            gettext_noop("Under credentials create an OAuth client ID of the type “Web application”."),
            gettext_noop("Enter the callback address shown here as an authorized redirect, letter by letter."),
            gettext_noop("Copy the client ID and the client secret."),
            gettext_noop("Ask for the audit of the API, and with it for more quota."),
        ),
        traps=(
            gettext_noop("Until the project is audited, every video that it uploads stays private."),
            gettext_noop("While the consent screen is in testing, access ends after seven days."),
            gettext_noop("A project has a quota for each day, which uploads use up fastest."),
            gettext_noop("Covers, and films of more than 15 minutes, need a channel with a verified telephone."),
        ),
    )

    @classmethod
    def wording(cls, outgoing: Outgoing) -> str:
        """Return the text as it is sent: YouTube takes no angle brackets."""
        return outgoing.text if outgoing.reply_to else outgoing.text.translate(_ANGLES)

    def verify(self) -> Profile:
        """Return whose channel this is."""
        return reading.profile(self._channel("snippet"))

    def limits(self, table: Limits) -> Limits:
        """Return the table, with shorter films for a channel that was not verified."""
        least = table.video_seconds[0] if table.video_seconds else 0.0
        allowed = self._channel("status").status.longUploadsStatus == "allowed"
        return table if allowed else replace(table, video_seconds=(least, _UNVERIFIED_SECONDS))

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the film for nobody to see, with its captions and its cover; go on with what was begun."""
        return tuple(self._upload(outgoing, media) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Show the film to whom it is meant for, or comment."""
        if outgoing.reply_to:
            return self._comment(outgoing, outgoing.reply_to, fence)
        if not prepared:
            raise ChannelError(Trouble.MEDIA, "YouTube takes no words alone")
        wanted = outgoing.chosen(YouTubeSettings).privacy
        body = self._body(outgoing, wanted) | {"id": prepared[0]}
        fence.open()
        answer = self._rest.ask("PUT", "/videos", sent=True, params={"part": "snippet,status"}, json=body)
        shown = shaped(answer, records.Video, sent=True)
        if shown.status.privacyStatus != wanted:
            raise ChannelError(Trouble.PERMISSION, f"YouTube keeps it {shown.status.privacyStatus}: no audit yet?")
        return records.video(shown.id, processing=shown.status.uploadStatus == "uploaded")

    def finished(self, reference: Reference) -> Reference:
        """Ask whether YouTube has worked through a film that it took."""
        found = next(iter(self._videos("status", reference.id)), None)
        if found is None:
            raise ChannelError(Trouble.MEDIA, "YouTube has taken the film down")
        if trouble := reading.trouble_of(found):
            raise ChannelError(Trouble.MEDIA, trouble)
        return records.video(found.id, processing=found.status.uploadStatus == "uploaded")

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our newest uploads for one that says the same and is shown to whom it was meant for."""
        uploads = self._channel("contentDetails").contentDetails.relatedPlaylists.uploads
        since = outgoing.at - CLOCKS_DIFFER + self._rest.ahead
        if outgoing.reply_to:
            return self._own_comment(outgoing, outgoing.reply_to)
        asked = {"part": "contentDetails", "playlistId": uploads, "maxResults": _OF_A_LIST}
        listed = shaped(self._rest.get("/playlistItems", **asked), records.Playlist)
        numbers = ",".join(one.contentDetails.videoId for one in listed.items)
        body = self._body(outgoing, outgoing.chosen(YouTubeSettings).privacy)
        for one in self._videos("snippet,status", numbers) if numbers else ():
            alike = (one.snippet.title, one.snippet.description) == (body["snippet"]["title"], self.wording(outgoing))
            shown = one.status.privacyStatus == body["status"]["privacyStatus"]
            if alike and shown and reading.written(one.snippet.publishedAt) >= since:
                return records.video(one.id, processing=one.status.uploadStatus == "uploaded")
        return None

    def listen(self, cursor: str) -> Heard:
        """Return the comments under our films since the cursor, and the answers under the newest hundred."""
        ear = Ear(cursor)
        ours = self._account.stable_id if self._account else self._channel("id").id
        found = self._threads(allThreadsRelatedToChannelId=ours, order="time")
        heard = [said for said in found if said.actor.stable_id != ours]
        new = ear.new("comments", heard, lambda said: said.reference.uri, lambda said: said.at)
        return Heard(tuple(new), (), ear.cursor())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return the comments under one of our films, nothing if it is gone."""
        with suppress(Gone):
            return tuple(self._threads(videoId=records.video_of(root)))
        return ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the numbers of a film, or the likes of a comment; none if it is gone."""
        if records.is_comment(reference):
            told = self._rest.get("/comments", part="snippet", id=reference.id)
            return tuple(Figure("likes", one.snippet.likeCount) for one in shaped(told, records.Comments).items)
        return next((reading.figures(one) for one in self._videos("statistics", reference.id)), ())

    def remove(self, reference: Reference) -> None:
        """Delete a film or a comment."""
        what = "/comments" if records.is_comment(reference) else "/videos"
        with suppress(Gone):
            self._rest.ask("DELETE", what, params={"id": reference.id})

    def followers(self) -> int:
        """Return how many have subscribed, rounded as YouTube rounds it."""
        return int(self._channel("statistics").statistics.subscriberCount)

    # Reading ----------------------------------------------------------------------------------------

    def _channel(self, part: str) -> records.Channel:
        told = shaped(self._rest.get("/channels", part=part, mine="true"), records.Channels)
        if not told.items:
            raise ChannelError(Trouble.PERMISSION, "this Google account has no channel on YouTube")
        return told.items[0]

    def _videos(self, part: str, numbers: str) -> list[records.Video]:
        return shaped(self._rest.get("/videos", part=part, id=numbers), records.Videos).items

    def _threads(self, **asked: str) -> list[Said]:
        plain: dict[str, Any] = {"part": "snippet,replies", "textFormat": "plainText", "maxResults": _PAGE}
        threads = shaped(self._rest.get("/commentThreads", **plain, **asked), records.Threads).items
        return [said for one in threads for said in reading.spoken(one, self._answers(one))]

    def _answers(self, thread: records.Thread) -> list[records.Comment]:
        if thread.snippet.totalReplyCount <= len(thread.replies.comments):
            return thread.replies.comments
        return self._under(thread.snippet.topLevelComment.id)

    def _under(self, comment: str) -> list[records.Comment]:
        asked = {"part": "snippet", "parentId": comment, "textFormat": "plainText", "maxResults": _PAGE}
        return shaped(self._rest.get("/comments", **asked), records.Comments).items

    # Writing ----------------------------------------------------------------------------------------

    def _body(self, outgoing: Outgoing, privacy: str) -> dict[str, Any]:
        chosen = outgoing.chosen(YouTubeSettings)
        snippet: dict[str, Any] = {
            "title": outgoing.title.translate(_ANGLES),
            "description": self.wording(outgoing),
            "categoryId": chosen.category,
            "tags": [tag.strip() for tag in chosen.tags.split(",") if tag.strip()],
        }
        if outgoing.language:
            snippet |= {"defaultLanguage": outgoing.language, "defaultAudioLanguage": outgoing.language}
        status = {
            "privacyStatus": privacy,
            "selfDeclaredMadeForKids": chosen.made_for_kids,
            "containsSyntheticMedia": chosen.synthetic,
        }
        return {"snippet": snippet, "status": status}

    def _comment(self, outgoing: Outgoing, to: Reference, fence: Fence) -> Reference:
        words, under = self.wording(outgoing), records.video_of(to)
        if records.is_comment(to):
            path = "/comments"
            snippet: dict[str, Any] = {"parentId": to.id.partition(".")[0], "textOriginal": words}
        else:
            path = "/commentThreads"
            snippet = {"videoId": under, "topLevelComment": {"snippet": {"textOriginal": words}}}
        fence.open()
        answer = self._rest.ask("POST", path, sent=True, params={"part": "snippet"}, json={"snippet": snippet})
        return records.comment(shaped(answer, records.Comment, sent=True).id, under)

    def _own_comment(self, outgoing: Outgoing, to: Reference) -> Reference | None:
        under = records.video_of(to)
        parent = to.id.partition(".")[0] if records.is_comment(to) else ""
        ours = self._account.stable_id if self._account else self._channel("id").id
        above = records.comment(parent, under).uri if parent else records.video(under).uri
        since = outgoing.at - CLOCKS_DIFFER + min(self._rest.ahead, timedelta(0))
        for said in self._threads(videoId=under, order="time"):
            mine = said.actor.stable_id == ours and said.parent_uri == above
            if mine and said.text == outgoing.text and said.at >= since:
                return said.reference
        return None

    def _upload(self, outgoing: Outgoing, media: Media) -> str:
        known = uploading.Addresses(self._door.kept)
        address, found = known.of(outgoing.operation, media.path), None
        if address:
            with suppress(Gone):
                found = uploading.send(self._rest, address, media.path, resumed=True)
        if found is None:
            body = self._body(outgoing, "private")
            address = uploading.begin(self._rest, media.path, media.media_type, body)
            self._door.keep(known.with_one(outgoing.operation, media.path, address))
            found = uploading.send(self._rest, address, media.path, resumed=False)
        if trouble := reading.trouble_of(found):
            raise ChannelError(Trouble.MEDIA, trouble)
        dressing.dress(self._rest, found.id, media)
        return found.id

    @cached_property
    def _rest(self) -> Rest:
        head = {"Authorization": f"Bearer {self._door.token}"}
        return Rest(self._door, _API, head, reading.explain, reading.asks_to_wait)
