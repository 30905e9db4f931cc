"""TikTok's records as they travel."""

from msgspec import Struct, field


class Problem(Struct):
    """What went wrong; `ok` if nothing did."""

    code: str = "ok"
    message: str = ""


class Answer(Struct):
    """An answer of which only the trouble is read."""

    error: Problem = field(default_factory=Problem)


class User(Struct):
    """Whose token it is."""

    open_id: str
    display_name: str = ""
    username: str = ""
    avatar_url: str = ""
    follower_count: int = 0


class UserData(Struct):
    """The user of an answer."""

    user: User


class OneUser(Struct):
    """The answer about a user."""

    data: UserData


class Creator(Struct):
    """What a creator may do just now."""

    privacy_level_options: list[str] = field(default_factory=list)
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_video_post_duration_sec: int = 0


class OneCreator(Struct):
    """The answer about a creator."""

    data: Creator


class Begun(Struct):
    """A post that was begun; `upload_url` takes its film."""

    publish_id: str
    upload_url: str = ""


class OneBegun(Struct):
    """The answer to a beginning."""

    data: Begun


class Status(Struct):
    """How far TikTok is with a post. It spells the name of its numbers so itself."""

    status: str
    fail_reason: str = ""
    publicaly_available_post_id: list[int | str] = field(default_factory=list)
    uploaded_bytes: int = 0


class OneStatus(Struct):
    """The answer about a status."""

    data: Status


class Video(Struct):
    """A public video; its words are cut after 150 characters."""

    id: str
    title: str = ""
    video_description: str = ""
    create_time: float = 0
    view_count: int | None = None
    like_count: int | None = None
    comment_count: int | None = None
    share_count: int | None = None


class Videos(Struct):
    """Some videos, the newest first."""

    videos: list[Video] = field(default_factory=list)


class SomeVideos(Struct):
    """The answer about videos."""

    data: Videos
