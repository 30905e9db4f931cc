"""What a client asks and what the server answers."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Upload:
    """One file of a multipart form."""

    filename: str
    content_type: str
    data: bytes


@dataclass
class Request:
    """One request, its body read whole. `params` holds what the route's template named."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    params: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Path without query and without a final slash."""
        return urlsplit(self.target).path.rstrip("/") or "/"

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """Query parameters; `name[]` is kept under `name`."""
        return _unbracketed(parse_qs(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def content_type(self) -> str:
        """Media type of the body in lower case, without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """Body as JSON; None when it is something else."""
        if self.content_type != "application/json" or not self.body:
            return None
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise RefusalError(400, {"error": "InvalidRequest", "message": "Malformed JSON"}) from error

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """Fields of a form, whichever way it was encoded; JSON objects count as forms."""
        if self.content_type == "application/x-www-form-urlencoded":
            return _unbracketed(parse_qs(self.body.decode(), keep_blank_values=True))
        if self.content_type == "multipart/form-data":
            return self._multipart[0]
        return _object_as_form(self.json) if isinstance(self.json, dict) else {}

    @property
    def files(self) -> dict[str, Upload]:
        """Files of a multipart form by field name."""
        return self._multipart[1] if self.content_type == "multipart/form-data" else {}

    @cached_property
    def _multipart(self) -> tuple[dict[str, list[str]], dict[str, Upload]]:
        boundary = re.search(r'boundary="?([^";]+)', self.headers.get("content-type", ""))
        return parse_multipart(self.body, boundary.group(1)) if boundary else ({}, {})

    def value(self, name: str) -> str | None:
        """First value of a form field, else of a query parameter; None when absent or empty."""
        found = self.form.get(name) or self.query.get(name) or []
        return found[0] if found and found[0] != "" else None

    def values(self, name: str) -> list[str]:
        """All values of a form field, else of a query parameter."""
        return self.form.get(name) or self.query.get(name) or []

    def flag(self, name: str) -> bool:
        """Whether a field says yes in one of the ways that clients say it."""
        return (self.value(name) or "").lower() in {"1", "true", "on", "yes"}

    @property
    def bearer(self) -> str | None:
        """Token of the Authorization header; None without one."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None


@dataclass
class Answer:
    """One answer, before faults touch it."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> "Answer":
        """Answer with a JSON document."""
        return cls(status, json.dumps(payload, ensure_ascii=False).encode(), headers=headers or {})

    @classmethod
    def of_html(cls, page: str, status: int = 200) -> "Answer":
        """Answer with a page that may load nothing but this server's style and images."""
        policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; form-action *"
        headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
        return cls(status, page.encode(), "text/html; charset=utf-8", headers)

    @property
    def is_json(self) -> bool:
        """Whether the body is a JSON document."""
        return self.content_type.startswith("application/json")


class RefusalError(Exception):
    """The request ends here with this status and JSON document."""

    def __init__(self, status: int, payload: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {payload}")
        self.answer = Answer.of_json(payload, status, headers)


def parse_multipart(body: bytes, boundary: str) -> tuple[dict[str, list[str]], dict[str, Upload]]:
    """Split a multipart/form-data body into its fields and its files."""
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        data = data.removesuffix(b"\r\n")
        headers = _part_headers(head.decode("utf-8", "replace"))
        name = _parameter(headers.get("content-disposition", ""), "name") or ""
        filename = _parameter(headers.get("content-disposition", ""), "filename")
        if filename is None:
            fields.setdefault(name.removesuffix("[]"), []).append(data.decode("utf-8", "replace"))
        else:
            kind = headers.get("content-type", "application/octet-stream")
            files[name] = Upload(filename, kind, data)
    return fields, files


def _part_headers(head: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.split("\r\n") if line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _parameter(header: str, name: str) -> str | None:
    found = re.search(rf'(?:^|;)\s*{name}="?([^";]*)"?', header)
    return found.group(1) if found else None


def _unbracketed(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name.removesuffix("[]"): values for name, values in fields.items()}


def _object_as_form(document: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: [_plain(item) for item in (value if isinstance(value, list) else [value])]
        for name, value in document.items()
        if value is not None
    }


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if isinstance(value, str) else json.dumps(value)
