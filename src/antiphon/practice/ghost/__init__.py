"""A local server that speaks Ghost's Admin API."""

from antiphon.practice.ghost.records import Comment, File, Member, Post
from antiphon.practice.ghost.server import PracticeGhost

__all__ = ["Comment", "File", "Member", "Post", "PracticeGhost"]
