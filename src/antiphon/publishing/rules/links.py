"""What is done to a link as it goes out. Pure."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from antiphon.lib.links import replace_urls

#: Letters of a code that nobody mistakes for one another, read aloud or typed from paper.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 7


class WrongParameter(ValueError):
    """A line of the rule is not `name=value`, or names something that is not known."""


def parameters_of(lines: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the parameters of a rule, what stands in braces filled in; raise WrongParameter.

    >>> parameters_of("utm_source={network}", {"network": "mastodon"})
    [('utm_source', 'mastodon')]
    """
    found = []
    for line in lines.splitlines():
        name, mark, value = line.strip().partition("=")
        if not line.strip():
            continue
        if not mark or not name.strip().replace("_", "").replace("-", "").isalnum():
            raise WrongParameter(line.strip())
        try:
            found.append((name.strip(), value.strip().format_map(known)))
        except (KeyError, ValueError, IndexError) as error:
            raise WrongParameter(line.strip()) from error
    return found


def with_parameters(url: str, parameters: Sequence[tuple[str, str]]) -> str:
    """Return an address with campaign parameters; those that it has already, and empty ones, are left alone.

    >>> with_parameters("https://b.example/?utm_source=x#end", [("utm_source", "y"), ("utm_medium", "social")])
    'https://b.example/?utm_source=x&utm_medium=social#end'
    """
    parts = urlsplit(url)
    has = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = urlencode([(name, value) for name, value in parameters if value and name not in has])
    return urlunsplit(parts._replace(query="&".join(part for part in (parts.query, added) if part)))


def applies(url: str, hosts: str) -> bool:
    """Whether the rule is for this address: its host, or a domain above it, is one of the lines."""
    wanted = [line.strip().lower().removeprefix("www.") for line in hosts.splitlines() if line.strip()]
    host = (urlsplit(url).hostname or "").lower()
    return not wanted or any(host == one or host.endswith(f".{one}") for one in wanted)


def as_counted(text: str, hosts: str, length: int) -> str:
    """Return a text in which each link that will be shortened is as long as its short link will be."""
    return replace_urls(text, lambda url: _stand_in(length) if applies(url, hosts) else url)


def _stand_in(length: int) -> str:
    return "https://x.xx/".ljust(length, "x")[:length]
