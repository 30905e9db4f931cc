"""What YouTube's records say, and what its errors mean."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import requests
from msgspec import Struct, field

from antiphon.channels.connector import Act, Figure, Profile, Said
from antiphon.channels.wire.youtube.records import Channel, Comment, Thread, Video, comment, video
from antiphon.lib.errors import Trouble

#: Where the day of a quota ends at midnight.
_QUOTA_ZONE = ZoneInfo("America/Los_Angeles")
_DAILY = {"quotaExceeded", "dailyLimitExceeded", "uploadLimitExceeded"}
_TROUBLE = dict.fromkeys([*_DAILY, "rateLimitExceeded", "userRateLimitExceeded"], Trouble.LIMIT) | {
    "authError": Trouble.AUTH,
    "youtubeSignupRequired": Trouble.PERMISSION,
    "insufficientPermissions": Trouble.PERMISSION,
    "backendError": Trouble.BEFORE_SEND,
    "processingFailure": Trouble.BEFORE_SEND,
}


class Reason(Struct):
    """Why something was refused."""

    reason: str = ""


class Problem(Struct):
    """What went wrong, with its reasons."""

    errors: list[Reason] = field(default_factory=list)


class Answer(Struct):
    """An answer of which only the trouble is read."""

    error: Problem = field(default_factory=Problem)


def profile(channel: Channel) -> Profile:
    """Return who a channel is."""
    name, pictures = channel.snippet.customUrl, channel.snippet.thumbnails
    return Profile(
        stable_id=channel.id,
        handle=name or channel.snippet.title,
        name=channel.snippet.title,
        url=f"https://www.youtube.com/{name or f'channel/{channel.id}'}",
        avatar_url=pictures["default"].url if "default" in pictures else "",
    )


def said(one: Comment, under: str, parent: str = "") -> Said:
    """Return the words of a comment under a video; `parent` is the comment that it answers."""
    told = one.snippet
    who = told.authorChannelId.value
    root = video(under).uri
    return Said(
        act=Act.REPLY,
        reference=comment(one.id, under),
        actor=Profile(
            stable_id=who or told.authorDisplayName,
            handle=told.authorDisplayName,
            name=told.authorDisplayName.removeprefix("@"),
            url=f"https://www.youtube.com/channel/{who}" if who else "",
            avatar_url=told.authorProfileImageUrl,
        ),
        at=moment(told.publishedAt),
        text=told.textDisplay or told.textOriginal,
        parent_uri=comment(parent, under).uri if parent else root,
        root_uri=root,
    )


def spoken(thread: Thread, answers: list[Comment]) -> list[Said]:
    """Return a comment under a video and the answers to it."""
    top = thread.snippet.topLevelComment
    under = thread.snippet.videoId
    return [said(top, under), *(said(one, under, top.id) for one in answers)]


def figures(one: Video) -> tuple[Figure, ...]:
    """Return the numbers of a video that its channel does not hide."""
    told = one.statistics
    return Figure.each({"views": told.viewCount, "likes": told.likeCount, "replies": told.commentCount})


def moment(text: str) -> datetime:
    """Return a moment as YouTube writes it; a clock that runs ahead of ours is not believed."""
    now = datetime.now(UTC)
    return min(written(text), now) if text else now


def written(text: str) -> datetime:
    """Return a moment of YouTube's own clock; what has none was never."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else datetime.min.replace(tzinfo=UTC)


def trouble_of(one: Video) -> str:
    """Return why YouTube will make nothing of a video, or nothing."""
    told = one.status
    if told.uploadStatus not in {"failed", "rejected", "deleted"}:
        return ""
    return f"{told.uploadStatus}: {told.failureReason or told.rejectionReason}"


def reason(answer: requests.Response) -> str:
    """Return the name that YouTube gives to what went wrong, or nothing."""
    try:
        errors = msgspec.json.decode(answer.content, type=Answer).error.errors
    except msgspec.DecodeError:
        return ""
    return errors[0].reason if errors else ""


def explain(answer: requests.Response) -> Trouble | None:
    """Return what YouTube means where its status alone says less."""
    return _TROUBLE.get(reason(answer))


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long until the quota of a day begins anew, where that is what was used up."""
    if reason(answer) not in _DAILY:
        return None
    now = datetime.now(_QUOTA_ZONE)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(UTC) - now.astimezone(UTC)
