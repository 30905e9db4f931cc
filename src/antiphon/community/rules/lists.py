"""Whether a text holds what stands on a list: whole words, accents and capitals apart; links by their host. Pure."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from antiphon.lib.folding import folded


def word_hit(text: str, entries: Iterable[str]) -> str:
    """Return the first entry whose words stand in the text, side by side and whole; nothing if none does.

    >>> word_hit("Buy CHÉAP watches", ["heap", "cheap watches"])
    'cheap watches'
    """
    within = f" {folded(text)} "
    return next((entry for entry in entries if (word := folded(entry)) and f" {word} " in within), "")


def host_hit(links: Iterable[str], entries: Iterable[str]) -> str:
    """Return the first host of the entries to which a link leads, or to a host below it; nothing if none does.

    >>> host_hit(["https://www.pills.example/buy"], ["ills.example", "pills.example"])
    'pills.example'
    """
    hosts = [f".{host_of(link)}" for link in links]
    return next(
        (entry for entry in entries if (host := host_of(entry)) and any(one.endswith(f".{host}") for one in hosts)),
        "",
    )


def host_of(address: str) -> str:
    """Return the host of an address, or of a host as it is typed: small letters, no port, ASCII; "" if none."""
    typed = address.strip().rstrip(".")
    try:
        host = urlsplit(typed if "//" in typed else f"//{typed}").hostname or ""
        return host.rstrip(".").encode("idna").decode("ascii")
    except ValueError:  # no address, or no host that could exist
        return ""


def entries_of(lines: str) -> list[str]:
    """Return what stands on a list, one a line, empty lines apart."""
    return [line.strip() for line in lines.splitlines() if line.strip()]
