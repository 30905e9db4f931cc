"""The rules of a community: pure functions of names and trees."""

from antiphon.community.rules.handles import HANDLE, free_handle, is_handle, plain_name
from antiphon.community.rules.pages import DEEPEST_SHOWN, PAGE, Cut, cut, page_of
from antiphon.community.rules.quoting import quoted
from antiphon.community.rules.reading import read_to
from antiphon.community.rules.rhythm import is_quiet, next_digest, out_of_quiet
from antiphon.community.rules.titles import title_of

__all__ = [
    "DEEPEST_SHOWN",
    "HANDLE",
    "PAGE",
    "Cut",
    "cut",
    "free_handle",
    "is_handle",
    "is_quiet",
    "next_digest",
    "out_of_quiet",
    "page_of",
    "plain_name",
    "quoted",
    "read_to",
    "title_of",
]
