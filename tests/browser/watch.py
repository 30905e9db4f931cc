"""Pages under watch: what they complain of in the console, content policy included, fails the test."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, ConsoleMessage, Page

DESKTOP = {"width": 1280, "height": 900}
_SECONDS = 15
_ANSWERED = re.compile(
    r"Failed to load resource: the server responded with a status of (\d+)|Response Status Error Code (\d+)"
)
# A request that the page itself gives up, as the composer's check does when the post is sent meanwhile.
# (A lost connection says `htmx:sendError` too, which is a complaint.)
_GIVEN_UP = re.compile(r"htmx:(afterRequest|sendAbort), ")
_WATCHES: WeakKeyDictionary[Page, "_Watch"] = WeakKeyDictionary()


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Page]:
    """Give a page of a context of its own; at the end it must have complained of nothing unexpected."""
    context = browser.new_context(**{"locale": "en-US", "viewport": DESKTOP} | options)
    context.set_default_timeout(_SECONDS * 1000)
    page = context.new_page()
    watch = _WATCHES[page] = _Watch(page)
    yield page
    context.close()
    said = watch.complaints()
    assert not said, "\n".join(["The page complained:", *said])


def expect_answer(page: Page, status: int) -> None:
    """Let the page meet answers of this status, which the browser mentions in the console."""
    _WATCHES[page].expected.add(status)


class _Watch:
    def __init__(self, page: Page) -> None:
        self.expected: set[int] = set()
        self._said: list[tuple[str, int]] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self._said.append((str(error), 0)))

    def complaints(self) -> list[str]:
        return [words for words, status in self._said if status not in self.expected]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or _GIVEN_UP.match(message.text):
            return
        answered = _ANSWERED.match(message.text)
        where = message.location.get("url", "")
        self._said.append((f"{message.text} ({where})", int(answered[1] or answered[2]) if answered else 0))
