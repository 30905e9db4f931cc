"""Who opens a page in the tests, and what is looked at in the answer."""

from collections.abc import Callable
from html.parser import HTMLParser

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antiphon.organizations.models import Member


def signed_in(member: Member) -> Client:
    """Return a browser in which the member has signed in."""
    client = Client()
    client.force_login(member.user)
    return client


def count_queries(ask: Callable[[], object]) -> int:
    """Return how many queries a request takes."""
    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)


class Page(HTMLParser):
    """A page taken apart: its elements as (tag, attributes), its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Return the attributes of the elements of a tag that have these values."""
        return [
            attrs
            for name, attrs in self.elements
            if name == tag and all(attrs.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]


def page(client: Client, address: str) -> Page:
    """Open a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (answer.status_code, address)
    return Page(answer.content.decode())
