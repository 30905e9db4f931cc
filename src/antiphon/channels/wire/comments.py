"""What fits a comment, on networks where nothing but a comment can answer."""

from antiphon.channels.connector import Outgoing
from antiphon.lib.errors import ChannelError, Trouble


def is_comment(outgoing: Outgoing) -> bool:
    """Whether a post is to stand under another one: an answer, a first comment, the next part of a thread."""
    return outgoing.reply_to is not None or outgoing.continues


def must_fit(outgoing: Outgoing, pictures: int) -> None:
    """Raise ChannelError if a comment has more than so many pictures, or anything but pictures."""
    others = [media for media in outgoing.media if media.is_video or media.is_document]
    if is_comment(outgoing) and (others or len(outgoing.media) > pictures):
        raise ChannelError(Trouble.MEDIA, f"a comment takes {pictures} pictures and nothing else")
