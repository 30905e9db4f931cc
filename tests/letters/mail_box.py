"""A mailbox on loopback that speaks as much of IMAP4rev1 (RFC 3501) as is asked of it."""

import socketserver
import threading
from typing import Self


class MailBox:
    """Use it in a `with` block; `letters` lie in it, the oldest first."""

    def __init__(self, letters: list[bytes]) -> None:
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
        self._server.daemon_threads = True
        self._server.letters = letters  # type: ignore[attr-defined]

    @property
    def port(self) -> int:
        """Port of the server."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Session(socketserver.StreamRequestHandler):
    """One client that reads."""

    def handle(self) -> None:
        """Answer command by command."""
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.wfile.write(self._answer(command.upper().split()) + f"{tag} OK done\r\n".encode())
            if command.upper() == "LOGOUT":
                return

    def _answer(self, words: list[str]) -> bytes:
        letters: list[bytes] = self.server.letters  # type: ignore[attr-defined]
        match words:
            case ["CAPABILITY"]:
                return b"* CAPABILITY IMAP4rev1\r\n"
            case ["EXAMINE", _]:
                return f"* {len(letters)} EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n".encode()
            case ["UID", "SEARCH", "UID", span]:
                numbers = range(int(span.partition(":")[0]), len(letters) + 1)
                return f"* SEARCH {' '.join(map(str, numbers))}\r\n".encode()
            case ["UID", "FETCH", number, _]:
                raw = letters[int(number) - 1]
                return f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        return b""
