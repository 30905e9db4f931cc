"""How the faults change an answer that was good."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from antiphon.practice.clock import iso, parse_iso
from antiphon.practice.exchange import Answer
from antiphon.practice.faults import GarbageBody

MOMENTS = frozenset({"created_at", "createdAt", "indexedAt", "scheduled_at", "edited_at"})
#: In seconds since 1970: a larger number counts milliseconds.
A_MILLENNIUM = 31_556_952_000
WRITTEN_AS_HTML = frozenset({"content", "note"})
WRITTEN_AS_TEXT = frozenset({"display_name", "displayName", "description", "spoiler_text", "text"})

HOSTILE_HTML = (
    "<p>Hello<script>alert('practice')</script> "
    '<img src="x" onerror="alert(1)"> <a href="javascript:alert(2)">link</a> '
    '<a href="data:text/html,<script>alert(3)</script>">data</a> '
    '<style>body{display:none}</style><p style="position:fixed;inset:0" onclick="alert(4)">cover</p> '
    '<iframe src="javascript:alert(5)"></iframe><svg/onload=alert(6)> '
    "\u202eesrever\u202c \u2066isolated\u2069 </p></div></body>"
)
HOSTILE_TEXT = "<script>alert(7)</script>\"'><img src=x onerror=alert(8)> \u202egnp.exe\u202c javascript:alert(9)"
NON_ASCII = "Žluťoučký кот 猫が好き 👩🏽‍🚀👨‍👩‍👧‍👦 ﷽ مرحبا é e\u0301 \u200bzero\u200d ß İı"


def with_every_value(answer: Answer, change: Callable[[Any, str], Any]) -> Answer:
    """Apply a change to every value of a JSON answer; other answers stay as they are."""
    if not answer.is_json or not answer.body:
        return answer
    document = walked(json.loads(answer.body), change)
    body = json.dumps(document, ensure_ascii=False).encode()
    return Answer(answer.status, body, answer.content_type, dict(answer.headers))


def walked(document: Any, change: Callable[[Any, str], Any], name: str = "") -> Any:
    """Copy a JSON document with every leaf changed; `change` gets the leaf and its field's name."""
    if isinstance(document, dict):
        return {key: walked(value, change, key) for key, value in document.items()}
    if isinstance(document, list):
        return [walked(item, change, name) for item in document]
    return change(document, name)


@dataclass(frozen=True)
class Wording:
    """How a network names moments (ISO 8601, seconds or milliseconds since 1970) and what people wrote."""

    moments: frozenset[str] = MOMENTS
    html: frozenset[str] = WRITTEN_AS_HTML
    text: frozenset[str] = WRITTEN_AS_TEXT


def skewed(answer: Answer, seconds: float, wording: Wording) -> Answer:
    """Shift every moment in the answer."""

    def shift(value: Any, name: str) -> Any:
        if name not in wording.moments or not value or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return iso(parse_iso(value) + timedelta(seconds=seconds))
        in_milliseconds = isinstance(value, int) and value > A_MILLENNIUM
        by = seconds * 1000 if in_milliseconds else seconds
        return value + type(value)(by) if isinstance(value, int | float) else value

    return with_every_value(answer, shift)


def hostile(answer: Answer, wording: Wording, *, non_ascii: bool) -> Answer:
    """Replace what people wrote; empty texts stay empty."""

    def replace(value: Any, name: str) -> Any:
        if not isinstance(value, str) or not value:
            return value
        if name in wording.html:
            return f"<p>{NON_ASCII}</p>" if non_ascii else HOSTILE_HTML
        if name in wording.text:
            return NON_ASCII if non_ascii else HOSTILE_TEXT
        return value

    return with_every_value(answer, replace)


def garbage_bytes(answer: Answer, fault: GarbageBody) -> Iterator[bytes]:
    """Yield a body that is no use to anybody."""
    if fault.kind == "not_json":
        yield b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    elif fault.kind == "truncated":
        yield answer.body[: max(1, len(answer.body) // 2)]
    elif fault.kind == "wrong_type":
        yield b'"a string where an object was expected"' if answer.body[:1] == b"{" else b'{"0": 17}'
    else:
        yield b'{"padding": "'
        for _ in range(fault.megabytes):
            yield b"x" * 1_048_576
        yield b'"}'
