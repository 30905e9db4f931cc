"""JSON of strangers: of bounded size and depth, and looked into without trust."""

import json
from typing import Any

from antiphon.lib.archives import Opener, Unreadable

_LARGEST = 256 * 1024 * 1024


def document(opener: Opener) -> dict[str, Any]:
    """Return the object in a file; raise Unreadable if there is none."""
    with opener.open() as file:
        found = file.read(_LARGEST + 1)
    if len(found) > _LARGEST:
        raise Unreadable(f"{opener.name} is larger than 256 MB. Split it, then try again.")
    try:
        made = json.loads(found)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{opener.name} is no JSON that can be read: {error}.") from error
    if not isinstance(made, dict):
        raise Unreadable(f"{opener.name} holds no JSON object.")
    return made


def text(of: dict[str, Any], name: str) -> str:
    """Return a text of an object, or nothing if it is none."""
    found = of.get(name)
    return found if isinstance(found, str) else ""


def number(of: dict[str, Any], name: str) -> int:
    """Return a number of an object, 0 if it is none."""
    found = of.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def objects(found: object) -> list[dict[str, Any]]:
    """Return the objects in a list."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
