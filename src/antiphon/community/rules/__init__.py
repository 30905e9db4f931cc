"""The rules of a community: pure functions of names and trees."""

from antiphon.community.rules.handles import HANDLE, free_handle, is_handle, plain_name
from antiphon.community.rules.pages import DEEPEST_SHOWN, PAGE, Cut, cut, page_of

__all__ = ["DEEPEST_SHOWN", "HANDLE", "PAGE", "Cut", "cut", "free_handle", "is_handle", "page_of", "plain_name"]
