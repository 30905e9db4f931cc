"""How LinkedIn is asked, and what its errors mean."""

import re
from collections.abc import Iterator
from typing import Any

import requests

from antiphon.channels.connector import Door
from antiphon.channels.wire.rest import Rest, understood
from antiphon.lib.errors import Trouble

API = "https://api.linkedin.com"
#: The edition of the interface: one a month, each supported for at least a year.
EDITION = "202609"
_PAGE = 50


def linkedin(door: Door) -> Rest:
    """Return the versioned interface, asked in the name of the door's token."""
    head = {
        "Authorization": f"Bearer {door.token}",
        "LinkedIn-Version": EDITION,
        "X-Restli-Protocol-Version": "2.0.0",
    }
    return Rest(door, f"{API}/rest", head, explain)


def explain(answer: requests.Response) -> Trouble | None:
    """Return the trouble that an error of LinkedIn means where its status does not say it."""
    try:
        body = answer.json()
    except ValueError:
        return None
    told = f"{body.get('code', '')} {body.get('message', '')}".lower() if isinstance(body, dict) else ""
    if "duplicate" in told:
        return Trouble.DUPLICATE
    if "token" in told and ("expired" in told or "revoked" in told):
        return Trouble.AUTH
    about_media = re.search(r"urn:li:(image|video|document)|media_asset|mediaasset", told)
    return Trouble.MEDIA if about_media and answer.status_code in {400, 422} else None


def listed(rest: Rest, path: str, pages: int, head: dict[str, str] | None = None) -> Iterator[dict[str, Any]]:
    """Yield the elements of a list, page after page, at most so many; `path` may have a query in it."""
    joint = "&" if "?" in path else "?"
    for page in range(pages):
        found = rest.ask("GET", f"{path}{joint}start={page * _PAGE}&count={_PAGE}", headers=head)
        with understood(path):
            elements = [{**one} for one in found["elements"]]
        yield from elements
        if len(elements) < _PAGE:
            return
