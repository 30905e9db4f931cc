"""A newsletter: mail to those who asked for it, one letter each, never two."""

import smtplib
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from html import escape
from typing import Annotated

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Did,
    Fence,
    Field,
    Heard,
    Media,
    Outgoing,
    Profile,
    Recipient,
    Reference,
    RetrySafety,
    Said,
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
    words_of,
)
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.markup import first_line, text_to_html
from antiphon.lib.words import gettext_noop

#: Answers of a mail server from here on are a no (RFC 5321 § 4.2.1).
_REFUSED = 400
#: What ends a letter, by its language; the address that ends the subscription stands below.
_FAREWELL = {
    "en": "You get this because you asked for it. To get no more of these letters:",
    "it": "Ricevi questa lettera perché l’hai chiesta. Per non riceverne più:",
    "es": "Recibes esta carta porque la pediste. Para no recibir más:",
    "fr": "Vous recevez cette lettre parce que vous l’avez demandée. Pour ne plus en recevoir :",
}


class NewsletterCredentials(Credentials, frozen=True, kw_only=True):
    """The mail server that letters leave by, and the mailbox that answers and failures come back to."""

    sender: Annotated[
        str,
        Field(
            gettext_noop("Sender’s address"),
            gettext_noop("Whom the letters come from. Its domain should name your mail server (SPF, DKIM, DMARC)."),
            placeholder="letters@brand.example",
        ),
    ]
    sender_name: Annotated[str, Field(gettext_noop("Sender’s name"), placeholder="La Bottega")]
    server: Annotated[
        str,
        Field(
            gettext_noop("Mail server"),
            gettext_noop("smtps://host:465, or smtp://host:587 for one that begins in the clear."),
            placeholder="smtps://mail.brand.example:465",
        ),
    ]
    user: Annotated[str, Field(gettext_noop("User"), gettext_noop("Empty if the server asks for none."))] = ""
    password: Annotated[str, Field(gettext_noop("Password"), secret=True)] = ""
    mailbox: Annotated[
        str,
        Field(
            gettext_noop("Mailbox"),
            gettext_noop("Where answers and failures arrive; empty to read none. User and password are the same."),
            placeholder="imaps://mail.brand.example:993",
        ),
    ] = ""


class Newsletter(Connector[NewsletterCredentials]):
    """Letters to subscribers.

    Each letter is noted before and after it is handed over, so that going on after a break writes to nobody
    twice; somebody of whom the server did not say whether it took the letter gets no second one.
    """

    kind = "newsletter"
    name = gettext_noop("Newsletter")
    icon = "M2 5h20v14H2Zm2.5 2 7.5 6 7.5-6Z"
    credentials = NewsletterCredentials
    withdrawn = gettext_noop("At whoever runs your mail server: give the account another password.")
    retry_safety = RetrySafety.EXACTLY_ONCE
    removal = gettext_noop("Letters that have arrived cannot be called back.")
    hears = frozenset({Act.REPLY, Act.DIRECT, Act.BOUNCE})
    to_recipients = True
    tested_against = "a real mail server (aiosmtpd) and a local mailbox"
    checked = "2026-11-22"

    def verify(self) -> Profile:
        """Return the sender, once the mail server and the mailbox have let us in."""
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
        """Write to each recipient who was not written to; one that a server refuses is noted and left out."""
        recipients = self._answered(outgoing) if outgoing.reply_to else outgoing.recipients
        if not recipients and not outgoing.reply_to:
            raise ChannelError(Trouble.CONTENT, "there is nobody to write to")
        c = self._credentials
        with outbox(c.server, c.user, c.password, self._door.bounds) as server:
            fence.open()
            for recipient in recipients:
                if not _written_to(recipient, fence):
                    self._hand_over(server, self._letter(outgoing, recipient), recipient, fence)
        return self._reference(outgoing)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:  # noqa: ARG002
        """Return None: who was written to is noted letter by letter, so that going on repeats nobody."""
        return None

    def listen(self, cursor: str) -> Heard:
        """Return answers and failures that arrived in the mailbox since the cursor."""
        c = self._credentials
        if not c.mailbox:
            return Heard(cursor=cursor)
        said: list[Said] = []
        did: list[Did] = []
        with mailbox(c.mailbox, c.user, c.password, self._door.bounds) as box:
            for place, raw in letters_since(box, cursor):
                letter, cursor = read(raw), place
                failures = bounces(letter)
                did += [_failure(one.address, letter, place) for one in failures if one.permanent]
                if not failures and letter["Auto-Submitted"] in {None, "no"}:
                    said.append(self._said(letter))
        return Heard(tuple(said), tuple(did), cursor)

    def _hand_over(self, server: smtplib.SMTP, letter: EmailMessage, recipient: Recipient, fence: Fence) -> None:
        """Hand one letter over. It is noted once the server has let the recipient in, right before the words go."""
        try:
            _must(server.mail(self._credentials.sender))
            code, _ = server.rcpt(recipient.address)
            if code >= _REFUSED:
                fence.checkpoint(f"refused:{recipient.key}", str(code))
                server.rset()
                return
            fence.checkpoint(f"to:{recipient.key}")
            code, _ = server.data(letter.as_bytes(policy=policy.SMTP))
            fence.checkpoint(f"sent:{recipient.key}" if code < _REFUSED else f"refused:{recipient.key}", str(code))
        except (smtplib.SMTPException, OSError) as error:
            raise smtp_trouble(error) from error

    def _letter(self, outgoing: Outgoing, recipient: Recipient) -> EmailMessage:
        letter = EmailMessage()
        c = self._credentials
        letter["From"] = formataddr((c.sender_name, c.sender))
        letter["To"] = formataddr((recipient.name, recipient.address))
        letter["Subject"] = self._subject(outgoing)
        letter["Date"] = format_datetime(outgoing.at)
        letter["Message-ID"] = f"<{outgoing.operation}.{recipient.key}@{self._domain}>"
        letter["Content-Language"] = outgoing.language
        if outgoing.reply_to:
            letter["In-Reply-To"] = letter["References"] = f"<{outgoing.reply_to.id}>"
        if recipient.leave:
            letter["List-Id"] = f"<{c.sender.replace('@', '.')}>"
            letter["List-Unsubscribe"] = f"<{recipient.leave}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        self._write(letter, outgoing, recipient)
        return letter

    def _write(self, letter: EmailMessage, outgoing: Outgoing, recipient: Recipient) -> None:
        farewell = _FAREWELL.get(outgoing.language[:2], _FAREWELL["en"])
        end = f"\n\n-- \n{farewell}\n{recipient.leave}\n" if recipient.leave else "\n"
        letter.set_content(outgoing.text + end)
        letter.add_alternative(_html(outgoing, farewell, recipient.leave), subtype="html")
        page = letter.get_payload()[1]  # type: ignore[index]
        for media in outgoing.media:
            kind, _, subtype = media.media_type.partition("/")
            page.add_related(  # type: ignore[union-attr]
                media.path.read_bytes(), kind, subtype, cid=f"<picture{media.position}>", filename=_filename(media)
            )

    def _subject(self, outgoing: Outgoing) -> str:
        if outgoing.reply_to:
            return f"Re: {outgoing.title or first_line(outgoing.text, 70)}"
        return outgoing.title or first_line(outgoing.text, 70)

    def _answered(self, outgoing: Outgoing) -> tuple[Recipient, ...]:
        return (Recipient(outgoing.reply_handle, outgoing.reply_handle),)

    def _said(self, letter: EmailMessage) -> Said:
        name, address = who_wrote(letter)
        own_id = str(letter["Message-ID"] or "").strip("<> \n")
        answers = str(letter["In-Reply-To"] or "").strip("<> \n")
        parent = f"mid:{self._of_list(answers)}" if answers else ""
        return Said(
            act=Act.REPLY if parent else Act.DIRECT,
            reference=Reference(f"mid:{own_id}", own_id),
            actor=Profile(f"mailto:{address}", address, name),
            at=sent_at(letter),
            text=words_of(letter),
            parent_uri=parent,
            root_uri=parent,
        )

    def _of_list(self, message_id: str) -> str:
        """Return the name of the whole mailing, without whose copy of it was answered."""
        local, _, domain = message_id.partition("@")
        return f"{local.partition('.')[0]}@{domain}" if domain == self._domain else message_id

    def _reference(self, outgoing: Outgoing) -> Reference:
        name = f"{outgoing.operation}@{self._domain}"
        return Reference(f"mid:{name}", name)

    @property
    def _domain(self) -> str:
        return self._credentials.sender.rpartition("@")[2].lower()


def _written_to(recipient: Recipient, fence: Fence) -> bool:
    return any(fence.reached(f"{step}:{recipient.key}") is not None for step in ("to", "refused"))


def _must(answered: tuple[int, bytes]) -> None:
    code, said = answered
    if code >= _REFUSED:
        raise smtplib.SMTPResponseException(code, said)


def _failure(address: str, letter: EmailMessage, place: str) -> Did:
    return Did(Act.BOUNCE, Profile(f"mailto:{address}", address), sent_at(letter), f"bounce:{place}:{address}")


def _html(outgoing: Outgoing, farewell: str, leave: str) -> str:
    title = f"<h1>{escape(outgoing.title)}</h1>" if outgoing.title else ""
    pictures = "".join(
        f'<p><img src="cid:picture{one.position}" alt="{escape(one.alt_text)}" width="{min(one.width, 600)}" '
        'style="max-width:100%;height:auto"></p>'
        for one in outgoing.media
    )
    end = (
        f'<hr><p><small>{escape(farewell)} <a href="{escape(leave)}">{escape(leave)}</a></small></p>' if leave else ""
    )
    body = f"{title}{text_to_html(outgoing.text)}{pictures}{end}"
    style = "max-width:40rem;margin:auto;font:1.0625rem/1.6 Georgia,serif"
    begin = f'<!doctype html><html lang="{escape(outgoing.language)}"><body><div style="{style}">'
    return f"{begin}{body}</div></body></html>"


def _filename(media: Media) -> str:
    return f"picture{media.position}.{media.media_type.rpartition('/')[2]}"
