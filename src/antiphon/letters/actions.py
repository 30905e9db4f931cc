"""How letters are written and sent: the only place that writes them."""

import hashlib
import smtplib
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from antiphon.letters.models import Letter
from antiphon.letters.rules import TRIED_FOR, wait_before_try
from antiphon.lib import clock

_LEASE = timedelta(minutes=5)
#: Answers of a mail server from here on mean that trying again is of no use (RFC 5321 § 4.2.1).
_FOR_GOOD = 500


def mail_is_on() -> bool:
    """Whether this installation can send mail at all."""
    return bool(settings.MAILERS)


def write_letter(
    key: str,
    to: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    attachment: tuple[str, bytes] | None = None,
    confidential: bool = False,
    stop: str = "",
    sender: str = "",
) -> Letter | None:
    """Write a letter, to be sent by the worker; the same key writes it once. None if no mail is sent from here.

    `attachment` is a name and its bytes, `stop` the address that ends such letters with one click, `sender` the name
    it comes from where that is not the name of this installation.
    Call it in the transaction of what the letter tells.
    """
    if not mail_is_on():
        return None
    now = clock.now()
    one_line = " ".join(subject.split())[:300]
    written: dict[str, Any] = {"to": to, "subject": one_line, "text": text, "html": html}
    written |= {"confidential": confidential, "stop": stop, "sender": " ".join(sender.split())[:120]}
    letter, is_new = Letter.objects.get_or_create(key=key, defaults=written | {"written_at": now, "next_try_at": now})
    if is_new and attachment is not None:
        letter.attachment.save(attachment[0], ContentFile(attachment[1]))
    return letter


@transaction.atomic
def forget_letters_to(address: str) -> int:
    """Forget what was written to somebody who is no more here, sent or not; return how many letters went."""
    return Letter.objects.filter(to__iexact=address).delete()[0]


@transaction.atomic
def claim_letter() -> Letter | None:
    """Take the letter whose turn it is for some minutes; None if none is due."""
    now = clock.now()
    for pk in Letter.objects.due(now).order_by("next_try_at").values_list("pk", flat=True)[:5]:
        if Letter.objects.due(now).filter(pk=pk).update(lease_until=now + _LEASE):
            return Letter.objects.get(pk=pk)
    return None


def send_letter(letter: Letter) -> bool:
    """Hand a claimed letter to the mail server; return whether it took it. A server that is away is tried again."""
    try:
        _composed(letter).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _put_off(letter, f"{code} {said!r}", for_good=code >= _FOR_GOOD)
    except smtplib.SMTPResponseException as error:
        _put_off(letter, f"{error.smtp_code} {error.smtp_error!r}", for_good=error.smtp_code >= _FOR_GOOD)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _put_off(letter, repr(error), for_good=isinstance(error, ValueError))
    else:
        Letter.objects.filter(pk=letter.pk).update(
            sent_at=clock.now(), lease_until=None, detail="", **_forgotten(letter)
        )
        return True
    return False


def _put_off(letter: Letter, detail: str, *, for_good: bool) -> None:
    now = clock.now()
    given_up = for_good or now > letter.written_at + TRIED_FOR
    Letter.objects.filter(pk=letter.pk).update(
        tries=letter.tries + 1,
        lease_until=None,
        detail=detail[:300],
        next_try_at=now + wait_before_try(letter.tries + 1),
        gave_up_at=now if given_up else None,
        **(_forgotten(letter) if given_up else {}),
    )


def _forgotten(letter: Letter) -> dict[str, str]:
    """Return what is left of the words of a letter that opens something."""
    return {"text": "", "html": ""} if letter.confidential else {}


def _composed(letter: Letter) -> EmailMultiAlternatives:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    name = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    if letter.stop:
        headers |= {"List-Unsubscribe": f"<{letter.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    named = formataddr((letter.sender, address)) if letter.sender else None
    message = EmailMultiAlternatives(letter.subject, letter.text, named, to=[letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.attachment:
        message.attach_file(letter.attachment.path)
    return message
