"""How the body of a request is read: as JSON, without NUL, which no database of ours keeps."""

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class BodyParser(Parser):
    """Reads JSON; NUL is left out of its texts, as it is of forms."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a body says."""
        said = super().parse_body(request)
        return without_nul(said) if b"\\u0000" in request.body else said


def without_nul(said: Any) -> Any:
    """Return what JSON said, without NUL in any text."""
    if isinstance(said, str):
        return said.replace("\0", "")
    if isinstance(said, list):
        return [without_nul(one) for one in said]
    if isinstance(said, dict):
        return {without_nul(name): without_nul(value) for name, value in said.items()}
    return said
