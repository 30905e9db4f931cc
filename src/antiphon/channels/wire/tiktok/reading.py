"""What TikTok's records say, and what its errors mean."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import msgspec
import requests

from antiphon.channels.connector import Figure, Profile, Reference
from antiphon.channels.wire.tiktok.records import Answer, Status, User, Video
from antiphon.lib.errors import ChannelError, Trouble

#: The names of our figures by TikTok's own.
_FIGURES = {"view_count": "views", "like_count": "likes", "comment_count": "replies", "share_count": "shares"}
#: What TikTok's own names of errors mean; what is not here is about the words or the files.
_TROUBLE = {
    "access_token_invalid": Trouble.AUTH,
    "auth_removed": Trouble.AUTH,
    "scope_not_authorized": Trouble.PERMISSION,
    "scope_permission_missed": Trouble.PERMISSION,
    "spam_risk_user_banned_from_posting": Trouble.PERMISSION,
    "unaudited_client_can_only_post_to_private_accounts": Trouble.PERMISSION,
    "url_ownership_unverified": Trouble.PERMISSION,
    "rate_limit_exceeded": Trouble.LIMIT,
    "spam_risk_too_many_posts": Trouble.LIMIT,
    "spam_risk_too_many_pending_share": Trouble.LIMIT,
    "reached_active_user_cap": Trouble.LIMIT,
}
_MINUTE, _AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


def profile(user: User) -> Profile:
    """Return who an account is."""
    return Profile(
        stable_id=user.open_id,
        handle=user.username or user.display_name,
        name=user.display_name,
        url=f"https://www.tiktok.com/@{user.username}" if user.username else "",
        avatar_url=user.avatar_url,
    )


def reference(number: str, handle: str) -> Reference:
    """Return where a public post stands."""
    address = f"https://www.tiktok.com/@{handle}/video/{number}"
    return Reference(uri=address, id=number, url=address)


def taken(publish_id: str, privacy: str, *, processing: bool = True) -> Reference:
    """Return the name of a post that has no number: TikTok works on it, or shows it to nobody."""
    return Reference(uri=f"tiktok:{publish_id}", id=publish_id, version=privacy, processing=processing)


def figures(video: Video) -> tuple[Figure, ...]:
    """Return the counts that TikTok tells of a public video."""
    return Figure.each({ours: getattr(video, theirs) for theirs, ours in _FIGURES.items()})


def is_it(video: Video, text: str, since: datetime) -> bool:
    """Whether a video is the one that was to be posted: its words are a beginning of ours, and it is not older."""
    words = (video.video_description or video.title).strip()
    alike = text.strip().startswith(words) and bool(words) == bool(text.strip())
    return alike and datetime.fromtimestamp(video.create_time, UTC) >= since


def has_it_all(status: Status, film: Path) -> bool:
    """Whether TikTok took a post: it calls a film `PROCESSING_UPLOAD` even after its last byte has come."""
    if status.status == "PROCESSING_UPLOAD":
        return status.uploaded_bytes >= film.stat().st_size
    return status.status != "FAILED"


def refused(status: Status) -> ChannelError:
    """Return what a failure means. It is final: nothing of it passes by itself."""
    named = _TROUBLE.get(status.fail_reason, Trouble.MEDIA)
    return ChannelError(Trouble.PERMISSION if named == Trouble.LIMIT else named, status.fail_reason)


def code(answer: requests.Response) -> str:
    """Return the name that TikTok gives to what went wrong, or nothing."""
    try:
        return msgspec.json.decode(answer.content, type=Answer).error.code
    except msgspec.DecodeError:
        return ""


def explain(answer: requests.Response) -> Trouble | None:
    """Return what TikTok means where its status alone says less."""
    return _TROUBLE.get(code(answer))


def explain_upload(answer: requests.Response) -> Trouble | None:
    """Return what the house of uploads means: what it refuses is about the file."""
    plain = answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}
    return None if plain or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else Trouble.MEDIA


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long TikTok's windows last: it does not say how much is left of them."""
    return _AN_HOUR if code(answer).startswith(("spam_risk", "reached")) else _MINUTE
