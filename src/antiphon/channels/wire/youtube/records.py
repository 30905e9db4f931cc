"""YouTube's records as they travel, and where each stands."""

from msgspec import Struct, field

from antiphon.channels.connector import Reference

_PAGES = "https://www.youtube.com"


class Thumbnail(Struct):
    """A small picture."""

    url: str = ""


class ChannelSnippet(Struct):
    """How a channel is called."""

    title: str = ""
    customUrl: str = ""  # noqa: N815  YouTube's own names, as all in this module
    thumbnails: dict[str, Thumbnail] = field(default_factory=dict)


class ChannelStatistics(Struct):
    """How many follow; YouTube writes numbers as text."""

    subscriberCount: str = "0"  # noqa: N815


class ChannelStatus(Struct):
    """What a channel may do."""

    longUploadsStatus: str = ""  # noqa: N815


class RelatedPlaylists(Struct):
    """The lists that every channel has."""

    uploads: str = ""


class ChannelDetails(Struct):
    """What hangs on a channel."""

    relatedPlaylists: RelatedPlaylists = field(default_factory=RelatedPlaylists)  # noqa: N815


class Channel(Struct):
    """A channel."""

    id: str
    snippet: ChannelSnippet = field(default_factory=ChannelSnippet)
    statistics: ChannelStatistics = field(default_factory=ChannelStatistics)
    status: ChannelStatus = field(default_factory=ChannelStatus)
    contentDetails: ChannelDetails = field(default_factory=ChannelDetails)  # noqa: N815


class Channels(Struct):
    """Some channels."""

    items: list[Channel] = field(default_factory=list)


class VideoSnippet(Struct):
    """What is said of a video."""

    title: str = ""
    description: str = ""
    publishedAt: str = ""  # noqa: N815


class VideoStatus(Struct):
    """Who may see a video, and how far YouTube is with it: `uploaded`, `processed`, `failed`, `rejected`."""

    privacyStatus: str = ""  # noqa: N815
    uploadStatus: str = ""  # noqa: N815
    failureReason: str = ""  # noqa: N815
    rejectionReason: str = ""  # noqa: N815


class VideoStatistics(Struct):
    """The numbers of a video; what its channel hides is not told."""

    viewCount: str | None = None  # noqa: N815
    likeCount: str | None = None  # noqa: N815
    commentCount: str | None = None  # noqa: N815


class Video(Struct):
    """A video."""

    id: str
    snippet: VideoSnippet = field(default_factory=VideoSnippet)
    status: VideoStatus = field(default_factory=VideoStatus)
    statistics: VideoStatistics = field(default_factory=VideoStatistics)


class Videos(Struct):
    """Some videos."""

    items: list[Video] = field(default_factory=list)


class ListedVideo(Struct):
    """The number of a video."""

    videoId: str  # noqa: N815


class Listed(Struct):
    """A video of a list."""

    contentDetails: ListedVideo  # noqa: N815


class Playlist(Struct):
    """Some of a list, the newest first."""

    items: list[Listed] = field(default_factory=list)


class Author(Struct):
    """The channel of who wrote something."""

    value: str = ""


class CommentSnippet(Struct):
    """The words of a comment."""

    textDisplay: str = ""  # noqa: N815
    textOriginal: str = ""  # noqa: N815
    authorDisplayName: str = ""  # noqa: N815
    authorProfileImageUrl: str = ""  # noqa: N815
    authorChannelUrl: str = ""  # noqa: N815
    authorChannelId: Author = field(default_factory=Author)  # noqa: N815
    publishedAt: str = ""  # noqa: N815
    likeCount: int = 0  # noqa: N815


class Comment(Struct):
    """A comment, or an answer to one."""

    id: str
    snippet: CommentSnippet = field(default_factory=CommentSnippet)


class Comments(Struct):
    """Some comments."""

    items: list[Comment] = field(default_factory=list)


class ThreadSnippet(Struct):
    """A comment under a video, and how many answer it."""

    topLevelComment: Comment  # noqa: N815
    videoId: str = ""  # noqa: N815
    totalReplyCount: int = 0  # noqa: N815


class Replies(Struct):
    """Some of the answers."""

    comments: list[Comment] = field(default_factory=list)


class Thread(Struct):
    """A comment under a video with some of its answers."""

    id: str
    snippet: ThreadSnippet
    replies: Replies = field(default_factory=Replies)


class Threads(Struct):
    """Some comments under videos, the newest first."""

    items: list[Thread] = field(default_factory=list)


def video(number: str, *, processing: bool = False) -> Reference:
    """Return where a video stands."""
    address = f"{_PAGES}/watch?v={number}"
    return Reference(uri=address, id=number, url=address, processing=processing)


def comment(number: str, under: str) -> Reference:
    """Return where a comment stands: its name is longer than that of a video."""
    address = f"{_PAGES}/watch?v={under}&lc={number}"
    return Reference(uri=address, id=number, url=address)


def video_of(reference: Reference) -> str:
    """Return the number of the video that a reference is about."""
    return reference.uri.partition("watch?v=")[2].partition("&")[0]


def is_comment(reference: Reference) -> bool:
    """Whether a reference is that of a comment."""
    return "&lc=" in reference.uri
