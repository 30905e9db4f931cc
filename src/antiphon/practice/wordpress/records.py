"""What a WordPress keeps."""

from dataclasses import dataclass, field
from datetime import datetime

AUTHOR_MAY = frozenset({"edit_posts", "publish_posts", "delete_posts", "delete_published_posts", "upload_files"})
EDITOR_MAY = AUTHOR_MAY | {"moderate_comments", "manage_categories", "edit_others_posts"}


@dataclass
class Person:
    """Somebody with an account; `password` is an application password, None once it was withdrawn."""

    id: int
    login: str
    name: str
    password: str | None
    may: frozenset[str] = EDITOR_MAY


@dataclass
class File:
    """One file of the media library; the bytes are in the file store under `name`."""

    id: int
    slug: str
    title: str
    alt_text: str
    name: str
    mime_type: str
    size: int
    width: int
    height: int
    at: datetime


@dataclass
class Post:
    """One article. Title, content and excerpt are HTML."""

    id: int
    author: int
    at: datetime
    slug: str
    title: str = ""
    content: str = ""
    excerpt: str = ""
    status: str = "publish"
    comment_status: str = "open"
    featured_media: int = 0
    categories: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)


@dataclass
class Comment:
    """One comment; its content is HTML. `author` is 0 for a guest, `parent` 0 for one that answers the post."""

    id: int
    post: int
    parent: int
    author: int
    author_name: str
    author_email: str
    content: str
    at: datetime
    status: str = "approved"


@dataclass
class Term:
    """A category or a tag."""

    id: int
    kind: str
    name: str


@dataclass
class State:
    """Everything, by number."""

    people: dict[int, Person] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    terms: dict[int, Term] = field(default_factory=dict)
    last_number: int = 0
