"""The rules of a community: pure functions of names and trees."""

from antiphon.community.rules.handles import free_handle, is_handle, plain_name
from antiphon.community.rules.ideas import ends_of, united
from antiphon.community.rules.lists import entries_of, host_hit, host_of, word_hit
from antiphon.community.rules.pages import DEEPEST_SHOWN, cut, page_of
from antiphon.community.rules.quoting import quoted
from antiphon.community.rules.ranking import borda, preferred_to_all
from antiphon.community.rules.reading import read_to
from antiphon.community.rules.rhythm import is_quiet, next_digest, out_of_quiet
from antiphon.community.rules.titles import title_of
from antiphon.community.rules.trust import ALLOWED, NEEDED, Known, may_go_on_at, trust_of

__all__ = [
    "ALLOWED",
    "DEEPEST_SHOWN",
    "NEEDED",
    "Known",
    "borda",
    "cut",
    "ends_of",
    "entries_of",
    "free_handle",
    "host_hit",
    "host_of",
    "is_handle",
    "is_quiet",
    "may_go_on_at",
    "next_digest",
    "out_of_quiet",
    "page_of",
    "plain_name",
    "preferred_to_all",
    "quoted",
    "read_to",
    "title_of",
    "trust_of",
    "united",
    "word_hit",
]
