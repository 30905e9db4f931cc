"""What stands in a letter that somebody wrote: their own words, what hangs on it, whether its sender is proven.

Everything here is linear in the length of the letter: whoever writes it may mean ill.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from pathlib import PurePosixPath

import nh3

from antiphon.channels.wire.mail import who_wrote
from antiphon.lib.markup import plain_text

#: What begins the letter that is answered, in four languages: "On Monday Anna wrote:".
_ATTRIBUTION = re.compile(
    r"(?:(?:On|Am|Il(?: giorno)?|El|Le)\b.{4,240}?(?:wrote|ha scritto|escribió|a écrit)\s*:|"
    r"-{3,}\s*(?:Original Message|Messaggio originale|Mensaje original|Message d['’]origine|"
    r"Forwarded message|Messaggio inoltrato|Mensaje reenviado|Message transféré)\s*-{3,}|_{20,})\s*"
)
_LONGEST_LINE = 400
#: Behind how many empty lines a quote may begin.
_BLANKS = 5
#: So many characters are read for what somebody wrote: cleaning HTML nested without end takes their square.
_LONGEST = 60_000
#: What is not the sender's own in a letter of HTML: what they quote, and what nobody sees.
_LEFT_OUT = {"script", "style", "title", "blockquote"}
#: Endings of files that a computer may run.
_RUNS = frozenset(
    "apk app bat cmd com cpl dll dmg exe hta jar js jse lnk msc msi msp pif ps1 reg scr sh vb vbe vbs ws wsf wsh "  # noqa: SIM905
    "xll".split()
)
_ANSWER_MARK = re.compile(r"(?:(?:re|aw|r|rif|rv|fwd?|tr|i)\s*:\s*)+", re.IGNORECASE)
_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*(\w+)", re.IGNORECASE)


class Proof(StrEnum):
    """What the mail server found out about the sender (RFC 8601)."""

    PROVEN = "proven"
    FORGED = "forged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that hangs on a letter; it stays in the mailbox. `runs` is whether a computer may run it."""

    name: str
    size: int
    runs: bool


def own_words(letter: EmailMessage) -> str:
    """Return what the sender wrote, as plain text, without what they answer.

    >>> own_words(_letter("Thanks!\\n\\nOn Mon, Anna <anna@b.example> wrote:\\n> When?"))
    'Thanks!'
    """
    body = letter.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, ValueError):  # an encoding that nobody knows
        text = str(body.get_payload())
    text = text[:_LONGEST]
    if body.get_content_type() == "text/html":
        text = plain_text(
            nh3.clean(text, tags=nh3.ALLOWED_TAGS - _LEFT_OUT, attributes={}, clean_content_tags=_LEFT_OUT)
        )
    return "\n".join(_own_lines(text.splitlines())).strip()


def subject_of(letter: EmailMessage) -> str:
    """Return the subject on one line, without what marks it as an answer.

    >>> letter = _letter("")
    >>> letter["Subject"] = "Re: AW: Your order: delay"
    >>> subject_of(letter)
    'Your order: delay'
    """
    whole = " ".join(str(letter["Subject"] or "").split())
    mark = _ANSWER_MARK.match(whole)
    return whole[mark.end() if mark else 0 :].strip()[:200]


def attached(letter: EmailMessage) -> list[Attached]:
    """Return the files that hang on a letter."""
    found = []
    for part in letter.iter_attachments():
        name = " ".join((part.get_filename() or part.get_content_type()).split())[:120]
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        found.append(Attached(name, size, _runs(name)))
    return found


def proof_of(letter: EmailMessage) -> Proof:
    """Return whether the sender is who they say, as the receiving server says in its own, topmost header.

    Only a failed DMARC is a forgery: SPF alone breaks whenever somebody forwards.
    """
    told = str(letter["Authentication-Results"] or "")
    results = {name.lower(): result.lower() for name, result in reversed(_RESULT.findall(told))}
    if results.get("dmarc") == "fail":
        return Proof.FORGED
    return Proof.PROVEN if results.get("dmarc") == "pass" else Proof.UNKNOWN


def is_from_a_machine(letter: EmailMessage) -> bool:
    """Return whether a program or a mailing wrote it: nobody waits for an answer (RFC 3834)."""
    automatic = str(letter["Auto-Submitted"] or "no").strip().lower() != "no"
    bulk = str(letter["Precedence"] or "").strip().lower() in {"bulk", "junk", "list"}
    return automatic or bulk or letter["List-Unsubscribe"] is not None or not who_wrote(letter)[1]


def answered_by(letter: EmailMessage) -> tuple[str, str]:
    """Return the names of the letter that it answers and of the one that began the thread; empty if it begins one."""
    above = _names(str(letter["References"] or ""))
    parent = next(iter(_names(str(letter["In-Reply-To"] or ""))), above[-1] if above else "")
    return parent, above[0] if above else parent


def name_of(letter: EmailMessage) -> str:
    """Return the name of a letter without its brackets; one is made of its head where it has none."""
    return next(iter(_names(str(letter["Message-ID"] or ""))), "")


def _names(header: str) -> list[str]:
    return [one.strip("<>")[:600] for one in header.split() if one.startswith("<") and one.endswith(">")]


def _own_lines(lines: list[str]) -> Iterator[str]:
    """Yield the lines that are not quoted, wherever they stand; a quote without marks goes on to the end.

    It is one only below words of the sender's own: who begins with such a line has written nothing else.
    """
    place, spoken = 0, False
    while place < len(lines):
        begun = _quote_begins(lines, place)
        if begun and (marked := _is_marked(lines, place + begun)) | spoken:
            if not marked:
                return
            place += begun
            continue
        line = lines[place]
        if not line.lstrip().startswith(">"):
            spoken = spoken or bool(line.strip())
            yield line
        place += 1


def _quote_begins(lines: list[str], place: int) -> int:
    """Return how many lines from here on say that a quote begins: one, two, or none."""
    said = lines[place].strip()
    if _is_attribution(said):
        return 1
    return 2 if place + 1 < len(lines) and said and _is_attribution(f"{said} {lines[place + 1].strip()}") else 0


def _is_attribution(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and _ATTRIBUTION.fullmatch(line) is not None


def _is_marked(lines: list[str], place: int) -> bool:
    """Return whether what follows is quoted with marks: the next line that is not empty has one."""
    following = (line.lstrip() for line in lines[place : place + _BLANKS] if line.strip())
    return next(following, "").startswith(">")


def _runs(name: str) -> bool:
    return any(ending.lstrip(".").lower() in _RUNS for ending in PurePosixPath(name).suffixes[-2:])


def _letter(text: str) -> EmailMessage:
    made = EmailMessage()
    made.set_content(text)
    return made
