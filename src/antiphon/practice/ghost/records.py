"""What a Ghost keeps."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Member:
    """A reader with a membership."""

    id: str
    uuid: str
    name: str
    email: str


@dataclass
class File:
    """An uploaded file; the bytes are in the file store under `name`."""

    name: str
    shelf: str
    mime_type: str
    size: int
    width: int
    height: int


@dataclass
class Post:
    """One post; `html` is what readers see."""

    id: str
    uuid: str
    slug: str
    title: str
    html: str
    status: str
    visibility: str
    updated_at: datetime
    feature_image: str = ""
    feature_image_alt: str = ""
    custom_excerpt: str = ""
    featured: bool = False
    tags: list[str] = field(default_factory=list)
    clicks: int = 0


@dataclass
class Comment:
    """One comment; `parent_id` is the comment that a reply is under, `in_reply_to_id` the reply that it answers."""

    id: str
    post_id: str
    member_id: str
    html: str
    created_at: datetime
    parent_id: str | None = None
    in_reply_to_id: str | None = None
    status: str = "published"


@dataclass
class State:
    """Everything, by id."""

    members: dict[str, Member] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    last_number: int = 0
