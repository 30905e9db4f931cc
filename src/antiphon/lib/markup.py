"""Text of strangers made safe to show, and our own text made readable."""

import html
import re
from html.parser import HTMLParser

import nh3
from linkify_it import LinkifyIt

#: What a message of the fediverse may hold (Mastodon's own list, headings made strong by it).
_TAGS = {
    "p",
    "br",
    "a",
    "span",
    "strong",
    "b",
    "em",
    "i",
    "del",
    "s",
    "u",
    "pre",
    "code",
    "blockquote",
    "ul",
    "ol",
    "li",
}
_ATTRIBUTES = {"a": {"href", "class"}, "span": {"class"}}
_CLASSES = {"a": {"mention", "hashtag", "u-url"}, "span": {"invisible", "ellipsis", "h-card"}}
_SCHEMES = {"http", "https", "mailto"}
#: Characters that turn the direction of what follows, and could make a text read as another one.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

#: Characters that no feed and no database may hold, line ends and tabs apart.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d]\w*)")


def safe_html(source: str) -> str:
    """Return the HTML of a stranger with only harmless tags, attributes and addresses left."""
    return nh3.clean(
        source.translate(_BIDI),
        tags=_TAGS,
        attributes={tag: names - {"class"} for tag, names in _ATTRIBUTES.items()},
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener ugc",
    )


def plain_text(source: str) -> str:
    """Return the words of an HTML text: paragraphs apart by an empty line, tags gone."""
    reader = _Words()
    reader.feed(safe_html(source))
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.pieces)).strip()


def clean_text(source: str) -> str:
    """Return plain text of a stranger without control characters and direction overrides."""
    text = source.translate(_BIDI).replace("\r\n", "\n")
    return "".join(mark for mark in text if mark in "\n\t" or mark.isprintable() or ord(mark) > 0x9F)


def typed_text(source: str) -> str:
    """Return plain text of our own as it can stand anywhere: line ends as networks count them, no control characters.

    >>> typed_text("One\\r\\ntwo\\x0bthree\\x00")
    'One\\ntwo\\nthree'
    """
    text = re.sub(r"\r\n?|[\x0b\x0c]", "\n", source)
    return _CONTROL.sub("", text)


def text_to_html(text: str) -> str:
    """Return our own plain text as paragraphs, addresses made into links."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    return "\n".join(f"<p>{_lines(part)}</p>" for part in paragraphs if part)


def hashtags(text: str) -> list[str]:
    """Return the hashtags of a text without the sign, in order, each once."""
    return list(dict.fromkeys(_HASHTAG.findall(text)))


def word_count(text: str) -> int:
    """Return the number of words: runs of letters, digits, inner apostrophes or hyphens; addresses are none."""
    return len(re.findall(r"\w+(?:['’\-]\w+)*", re.sub(r"https?://\S+", " ", text)))


def first_line(text: str, length: int = 80) -> str:
    """Return the first line of a text, cut between words at about `length` characters."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(".,;:–-") + "…"


def _lines(paragraph: str) -> str:
    return "<br>\n".join(_with_links(line) for line in paragraph.split("\n"))


def _with_links(line: str) -> str:
    pieces, last = [], 0
    for match in _linkify.match(line) or []:
        pieces.append(html.escape(line[last : match.index]))
        address = html.escape(match.url)
        pieces.append(f'<a href="{address}" rel="noopener">{html.escape(match.text)}</a>')
        last = match.last_index
    return "".join([*pieces, html.escape(line[last:])])


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n• ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "pre", "blockquote", "ul", "ol"}:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
