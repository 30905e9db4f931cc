"""A title out of the first words, for what is too short to be given one."""

import re

from antiphon.lib.markup import first_line

_MARKS = re.compile(r"^[#>\s*+-]+|[*_`~]{1,3}")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def title_of(source: str, most: int = 80) -> str:
    """Return the first words of a Markdown text, cut between words at about `most` characters; never empty.

    >>> title_of("> **First** bowl of the [year](https://example.org)!")
    'First bowl of the year!'
    """
    lines = (_MARKS.sub("", _LINK.sub(r"\1", line)).strip() for line in source.splitlines())
    return first_line("\n".join(lines), most) or "…"
