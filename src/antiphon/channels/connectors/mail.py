"""Mail to the brand's own address: letters are heard in their threads, and answered one by one."""

import hashlib
import smtplib
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Annotated

import structlog

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Fence,
    Field,
    Heard,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Said,
)
from antiphon.channels.wire.letters import (
    Attached,
    Proof,
    answered_by,
    attached,
    is_from_a_machine,
    name_of,
    own_words,
    proof_of,
    subject_of,
)
from antiphon.channels.wire.mail import (
    bounces,
    letters_since,
    mailbox,
    outbox,
    read,
    sent_at,
    smtp_trouble,
    who_wrote,
)
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.words import gettext_noop

log = structlog.get_logger(__name__)

#: What stands in the place of a sender whose address was forged: they are nobody whom we know.
FORGED = "forged:"
#: Answers of a mail server from here on are a no (RFC 5321 § 4.2.1).
_REFUSED = 400


class MailCredentials(Credentials, frozen=True, kw_only=True):
    """The mailbox of the brand, and the server that its answers leave by."""

    sender: Annotated[str, Field(gettext_noop("Mail address"), placeholder="hello@brand.example")]
    sender_name: Annotated[str, Field(gettext_noop("Sender’s name"), placeholder="La Bottega")]
    server: Annotated[
        str,
        Field(
            gettext_noop("Mail server"),
            gettext_noop("smtps://host:465, or smtp://host:587 for one that begins in the clear."),
            placeholder="smtps://mail.brand.example:465",
        ),
    ]
    mailbox: Annotated[
        str,
        Field(
            gettext_noop("Mailbox"),
            gettext_noop("Where letters arrive; empty if your mail server hands them in at the address for letters."),
            placeholder="imaps://mail.brand.example:993",
        ),
    ] = ""
    user: Annotated[str, Field(gettext_noop("User"), gettext_noop("Empty if the server asks for none."))] = ""
    password: Annotated[str, Field(gettext_noop("Password"), secret=True)] = ""


class Mail(Connector[MailCredentials]):
    """One mail address. It writes to nobody who did not write first."""

    kind = "mail"
    name = gettext_noop("Mail")
    icon = "M2 5h20v14H2Zm2 2v10h16V7l-8 6Z"
    credentials = MailCredentials
    withdrawn = gettext_noop("At whoever runs your mail server: give the account another password.")
    retry_safety = RetrySafety.NEVER_REPLAY
    removal = gettext_noop("Letters that have arrived cannot be called back.")
    hears = frozenset({Act.REPLY, Act.DIRECT})
    only_answers = True
    tested_against = "a real mail server (aiosmtpd) and a local mailbox"
    checked = "2026-11-22"

    def verify(self) -> Profile:
        """Return the brand's address, once the mail server and the mailbox have let us in."""
        c = self._credentials
        if "@" not in c.sender:
            raise ChannelError(Trouble.CONTENT, "no address to write from")
        with outbox(c.server, c.user, c.password, self._door.bounds):
            pass
        if c.mailbox:
            with mailbox(c.mailbox, c.user, c.password, self._door.bounds):
                pass
        return Profile(f"mailto:{c.sender.lower()}", c.sender, c.sender_name)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Answer a letter; raise UnknownAfterSend if the server did not say whether it took it."""
        if outgoing.reply_to is None or outgoing.reply_handle.startswith(FORGED):
            raise ChannelError(Trouble.CONTENT, "mail is written only to who wrote first, and is who they say")
        letter, c = self._letter(outgoing, outgoing.reply_to), self._credentials
        with outbox(c.server, c.user, c.password, self._door.bounds) as server:
            try:
                server.mail(c.sender)
                code, said = server.rcpt(outgoing.reply_handle)
                if code >= _REFUSED:
                    raise smtplib.SMTPResponseException(code, said)
            except (smtplib.SMTPException, OSError) as error:
                raise smtp_trouble(error) from error
            fence.open()
            self._hand_over(server, letter)
        name = self._name(outgoing)
        return Reference(f"mid:{name}", name)

    def listen(self, cursor: str) -> Heard:
        """Return the letters that arrived since the cursor; machines, mailings and failures are passed over."""
        c = self._credentials
        if not c.mailbox:
            return Heard(cursor=cursor)
        said: list[Said] = []
        with mailbox(c.mailbox, c.user, c.password, self._door.bounds) as box:
            for place, raw in letters_since(box, cursor):
                cursor = place
                said += self.handed_in(raw)
        return Heard(tuple(said), (), cursor)

    def handed_in(self, raw: bytes) -> tuple[Said, ...]:
        """Return what one letter says, as it came from a mailbox or was handed in; nothing if nobody waits."""
        try:
            letter = read(raw)
            waits = not (bounces(letter) or is_from_a_machine(letter))
            return (self._said(letter, raw),) if waits else ()
        except RecursionError:  # one letter nested without end must not keep all others from being heard
            log.warning("a letter cannot be taken apart", size=len(raw))
            return ()

    def _hand_over(self, server: smtplib.SMTP, letter: EmailMessage) -> None:
        try:
            code, said = server.data(letter.as_bytes(policy=policy.SMTP))
        except (smtplib.SMTPException, OSError) as error:
            raise UnknownAfterSend(f"{type(error).__name__}: {error}") from error
        if code >= _REFUSED:
            raise smtp_trouble(smtplib.SMTPResponseException(code, said))

    def _letter(self, outgoing: Outgoing, upon: Reference) -> EmailMessage:
        letter, c = EmailMessage(), self._credentials
        letter["From"] = formataddr((c.sender_name, c.sender))
        letter["To"] = outgoing.reply_handle
        letter["Subject"] = f"Re: {upon.version}" if upon.version else "Re:"
        letter["Date"] = format_datetime(outgoing.at)
        letter["Message-ID"] = f"<{self._name(outgoing)}>"
        letter["Content-Language"] = outgoing.language
        root = outgoing.reply_root.id if outgoing.reply_root else ""
        letter["In-Reply-To"] = f"<{upon.id}>"
        letter["References"] = " ".join(f"<{name}>" for name in dict.fromkeys((root, upon.id)) if name)
        letter.set_content(outgoing.text)
        return letter

    def _said(self, letter: EmailMessage, raw: bytes) -> Said:
        name, address = who_wrote(letter)
        own = name_of(letter) or f"{hashlib.sha256(raw).hexdigest()[:32]}@{self._domain}"
        parent, root = answered_by(letter)
        subject, forged = subject_of(letter), proof_of(letter) == Proof.FORGED
        handle = f"{FORGED}{address}" if forged else address
        return Said(
            act=Act.REPLY if parent else Act.DIRECT,
            reference=Reference(f"mid:{own}", own, version=subject),
            actor=Profile(f"mailto:{handle}", handle, "" if forged else name),
            at=sent_at(letter),
            text=_written(letter, "" if parent else subject),
            parent_uri=f"mid:{parent}" if parent else "",
            root_uri=f"mid:{root}" if root else "",
        )

    def _name(self, outgoing: Outgoing) -> str:
        return f"{outgoing.operation}@{self._domain}"

    @property
    def _domain(self) -> str:
        return self._credentials.sender.rpartition("@")[2].lower()


def _written(letter: EmailMessage, subject: str) -> str:
    """Return the letter as it is kept: its subject where it begins a thread, its words, the names of its files."""
    parts = [subject, own_words(letter), "\n".join(_line(one) for one in attached(letter))]
    return "\n\n".join(part for part in parts if part)


def _line(one: Attached) -> str:
    mark = "⚠" if one.runs else "⌁"
    return f"{mark} {one.name} ({max(1, round(one.size / 1000))} KB)"
