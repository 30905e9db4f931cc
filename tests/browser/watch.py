"""What a page says in the console: errors and what the content policy stopped."""

import re
from weakref import WeakKeyDictionary

from playwright.sync_api import ConsoleMessage, Page

_ANSWERED = re.compile(
    r"Failed to load resource: the server responded with a status of (\d+)|Response Status Error Code (\d+)"
)


class Watch:
    """Collects the complaints of a page; answers of an `expected` status are none."""

    _kept: WeakKeyDictionary[Page, "Watch"] = WeakKeyDictionary()

    def __init__(self, page: Page) -> None:
        self.expected: set[int] = set()
        self._said: list[tuple[str, int]] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self._said.append((str(error), 0)))
        self._kept[page] = self

    @classmethod
    def of(cls, page: Page) -> "Watch":
        """Return the watch that a page is under."""
        return cls._kept[page]

    def complaints(self) -> list[str]:
        """Return what should not have been said, in order."""
        return [words for words, status in self._said if status not in self.expected]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        answered = _ANSWERED.match(message.text)
        where = message.location.get("url", "")
        self._said.append((f"{message.text} ({where})", int(answered[1] or answered[2]) if answered else 0))
