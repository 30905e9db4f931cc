"""HTML of another place: made harmless with nothing of it lost, and as text that a person can read and edit."""

import re
from html import escape, unescape
from html.parser import HTMLParser

from antiphon.lib.markup import safe_html

_PICTURE = re.compile(r"<img\b[^>]{0,4000}>", re.IGNORECASE)
_NAMED = r"""\b{}\s*=\s*(?:"([^"]*)"|'([^']*)')"""
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]{0,200}>", re.IGNORECASE)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_APART = frozenset({"p", "ul", "ol"})


def settled_html(source: str) -> str:
    """Return HTML of strangers made harmless; pictures become links to them, headings strong lines.

    >>> settled_html('<h2>Mills</h2><img src="https://example.org/m.png" alt="A mill">')
    '<p><strong>Mills</strong></p><a href="https://example.org/m.png" rel="nofollow noopener ugc">A mill</a>'
    """
    with_links = _PICTURE.sub(_link, source)
    return safe_html(_HEADING.sub(lambda found: "</strong></p>" if found[1] else "<p><strong>", with_links))


def readable(source: str) -> str:
    """Return harmless HTML as text in Markdown; what looks like a mark in the words stays as it is.

    >>> readable('<p>A <b>burr</b> <a href="https://e.org/">mill</a>:</p><ul><li>hand</li><li>motor</li></ul>')
    'A **burr** [mill](https://e.org/):\\n\\n- hand\\n- motor'
    """
    reader = _Reader()
    reader.feed(settled_html(source))
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", reader.whole()).strip()


def _link(found: re.Match[str]) -> str:
    src, alt = (_attribute(found[0], name) for name in ("src", "alt"))
    return f'<a href="{escape(src)}">{escape(alt or src)}</a>' if src else escape(alt)


def _attribute(tag: str, name: str) -> str:
    found = re.search(_NAMED.format(name), tag, re.IGNORECASE)
    return unescape(found[1] or found[2] or "") if found else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._levels: list[list[str]] = [[]]
        self._lists: list[int | None] = []
        self._links: list[str] = []
        self._fenced = False

    def whole(self) -> str:
        """Return all that was read, what was left open included."""
        while len(self._levels) > 1:
            self._unquote()
        return "".join(self._levels[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self._say("[" if self._links[-1] else "")
        elif tag == "blockquote":
            self._levels.append([])
        else:
            self._open(tag)

    def _open(self, tag: str) -> None:
        if tag == "br":
            self._say("\n")
        elif tag == "li":
            self._say(f"\n{self._bullet()}")
        elif tag == "pre":
            self._fenced = True
            self._say("\n\n```\n")
        elif tag == "code" and not self._fenced:
            self._say("`")
        elif tag in _MARKS:
            self._say(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and len(self._levels) > 1:
            self._unquote()
        elif tag == "pre":
            self._fenced = False
            self._say("\n```\n\n")
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._say(f"]({address})" if address else "")
        elif tag == "code" and not self._fenced:
            self._say("`")
        else:
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in _APART:
            self._say("\n\n")
        self._say(_MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _unquote(self) -> None:
        inner = re.sub(r"\n{3,}", "\n\n", "".join(self._levels.pop())).strip()
        self._say("\n\n" + "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) + "\n\n")

    def _say(self, words: str) -> None:
        self._levels[-1].append(words)
