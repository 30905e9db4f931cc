"""Whom secrets may be sent to: servers that are spoken to over https, and private hosts that the operator trusts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Connector, describe
from antiphon.channels.queries import bounds
from antiphon.lib.errors import Refusal


def require_https(made: type[Connector[Any]], typed: Mapping[str, str]) -> None:
    """Raise Refusal if what was typed would send secrets to a server over the open wire."""
    for name, field in describe(made.credentials).items():
        if field.https and not is_encrypted(typed.get(name, "").strip()):
            raise Refusal(
                _(
                    "Type an address that begins with https. Over http, whoever carries the request could read "
                    "the credentials. Of your own machines, ANTIPHON_PRIVATE_HOSTS can name those to trust."
                ),
                field=name,
            )


def is_encrypted(address: str) -> bool:
    """Whether an address is asked over https, names no scheme, or is a private host that the operator trusts."""
    if "://" not in address:
        return True
    try:
        found = urlsplit(address)
        trusted = bool(found.hostname) and bounds().allows(found.hostname or "", found.port or 80)
    except ValueError:  # no address at all: its connector says so
        return True
    return found.scheme.lower() != "http" or trusted
