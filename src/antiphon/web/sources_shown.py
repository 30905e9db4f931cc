"""Sources of visits, in the words of who reads."""

from antiphon.channels.connectors import connectors
from antiphon.channels.sentences import network_name


def source_name(name: str) -> str:
    """Return a source as it is called: a network by its own name."""
    return str(network_name(name)) if name in connectors() else name
