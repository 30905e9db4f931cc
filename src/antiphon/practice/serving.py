"""One request from the first byte to the last, with the faults in their places."""

import os
import socket
import struct
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Protocol

from antiphon.practice import faults as f
from antiphon.practice.clock import Clock
from antiphon.practice.distortion import Wording, garbage_bytes, hostile, skewed
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.journal import Journal, JournalEntry

LARGEST_BODY = 512 * 1024 * 1024
DRIPS = 20


class Served(Protocol):
    """What serving needs of a practice server."""

    clock: Clock
    faults: f.Faults
    journal: Journal
    wording: Wording

    def carry_out(self, request: Request) -> Answer:
        """Carry a request out."""

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return this network's 429."""

    def server_error(self, status: int) -> Answer:
        """Return this network's 5xx."""

    def revoked_token(self, fault: f.RevokedToken) -> Answer:
        """Return this network's answer to a revoked token."""


class BodyTooLargeError(Exception):
    """The request's body is larger than anything a network takes."""


def serve(server: Served, handler: BaseHTTPRequestHandler) -> None:
    """Read a request, let the faults have their way, answer it."""
    try:
        request = _read(handler)
    except BodyTooLargeError:
        handler.close_connection = True
        _send(server, handler, Answer.of_json({"error": "Payload too large"}, 413), [])
        return
    entry = server.journal.write(request, server.clock.now())
    due = server.faults.take(request.method, request.path)
    server.faults.reached("received", entry)
    if any(isinstance(fault, f.ConnectionReset) for fault in due):
        _reset(handler)
        return
    answer = _refused_before(server, due) or _carried_out(server, request, entry, due)
    if answer is None:
        handler.close_connection = True
        return
    entry.status = answer.status
    _send(server, handler, answer, due)
    server.faults.reached("answered", entry)


def _refused_before(server: Served, due: list[f.Fault]) -> Answer | None:
    for fault in due:
        if isinstance(fault, f.TooManyRequests):
            return server.too_many_requests(fault.retry_after)
        if isinstance(fault, f.RevokedToken):
            return server.revoked_token(fault)
        if isinstance(fault, f.ServerError) and not fault.after:
            return server.server_error(fault.status)
    return None


def _carried_out(server: Served, request: Request, entry: JournalEntry, due: list[f.Fault]) -> Answer | None:
    """Return the answer to send, or None when it is lost on the way."""
    answer = server.carry_out(request)
    if answer.status < 400:
        server.faults.reached("accepted", entry)
    if any(isinstance(fault, f.LostAnswer) for fault in due):
        return None
    for fault in due:
        if isinstance(fault, f.ServerError):
            answer = server.server_error(fault.status)
        elif isinstance(fault, f.SkewedClock):
            answer = skewed(answer, fault.seconds, server.wording)
        elif isinstance(fault, f.HostileMarkup):
            answer = hostile(answer, server.wording, non_ascii=fault.non_ascii)
    return answer


def _read(handler: BaseHTTPRequestHandler) -> Request:
    headers = {name.lower(): value for name, value in handler.headers.items()}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b"".join(_chunks(handler))
    else:
        length = int(headers.get("content-length", "0"))
        if length > LARGEST_BODY:
            raise BodyTooLargeError
        body = handler.rfile.read(length)
    return Request(handler.command, handler.path, headers, body)


def _chunks(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    total = 0
    while size := int(handler.rfile.readline().split(b";")[0] or b"0", 16):
        total += size
        if total > LARGEST_BODY:
            raise BodyTooLargeError
        yield handler.rfile.read(size)
        handler.rfile.readline()
    while handler.rfile.readline().strip():
        continue


def _send(server: Served, handler: BaseHTTPRequestHandler, answer: Answer, due: list[f.Fault]) -> None:
    garbage = next((fault for fault in due if isinstance(fault, f.GarbageBody)), None)
    slow = next((fault.seconds for fault in due if isinstance(fault, f.SlowBody)), 0.0)
    head = _head(server, answer, due)
    if garbage:
        head.pop("Content-Length")
        head["Connection"] = "close"
        _write(handler, answer.status, head, garbage_bytes(answer, garbage))
    else:
        _write(handler, answer.status, head, _drips(answer.body, slow))


def _head(server: Served, answer: Answer, due: list[f.Fault]) -> dict[str, str]:
    skew = sum(fault.seconds for fault in due if isinstance(fault, f.SkewedClock))
    moment = server.clock.now() + timedelta(seconds=skew)
    head = {"Date": format_datetime(moment, usegmt=True), "Content-Length": str(len(answer.body))}
    kind = {"Content-Type": answer.content_type} if answer.content_type else {}
    return head | kind | answer.headers


def _write(handler: BaseHTTPRequestHandler, status: int, head: dict[str, str], body: Iterator[bytes]) -> None:
    handler.send_response_only(status)
    for name, value in head.items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command == "HEAD" or status in {204, 304}:
        return
    for part in body:
        handler.wfile.write(part)
        handler.wfile.flush()


def _drips(body: bytes, seconds: float) -> Iterator[bytes]:
    if not seconds:
        yield body
        return
    size = max(1, -(-len(body) // DRIPS))
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    for part in parts:
        time.sleep(seconds / len(parts))
        yield part


def _reset(handler: BaseHTTPRequestHandler) -> None:
    """Close with a reset: the client sees ECONNRESET, not an orderly end."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())
    handler.close_connection = True
