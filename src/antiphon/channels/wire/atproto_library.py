"""The atproto library, imported when it is first spoken with: it takes a second, and most pages never need it.

A name of this module is one of the library: `library.Client`, `library.models`. Read it inside a function.
"""

import importlib
from typing import Any

_FROM = {
    "BlobRef": "atproto_client.models.blob_ref",
    "BadRequestError": "atproto.exceptions",
    "RequestErrorBase": "atproto.exceptions",
    "UnauthorizedError": "atproto.exceptions",
    "detect_facets": "atproto_client.utils.facet_detection",
    "detect_mentions": "atproto_client.utils.facet_detection",
}


def __getattr__(name: str) -> Any:
    """Return what the library calls so."""
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(importlib.import_module(_FROM.get(name, "atproto")), name)
