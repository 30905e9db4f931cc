"""A local server that speaks WordPress's REST interface (wp/v2)."""

from antiphon.practice.wordpress.records import Comment, File, Person, Post
from antiphon.practice.wordpress.server import PracticeWordPress

__all__ = ["Comment", "File", "Person", "Post", "PracticeWordPress"]
