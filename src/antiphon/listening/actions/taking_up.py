"""What was found is taken up, so that it becomes a message that can be answered; or it is put aside."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.conversations.actions import receive
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed
from antiphon.listening.actions.needing import Voiced, log_need
from antiphon.listening.models import Found, FoundState, Need
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty


@transaction.atomic
def take_up(by: Member, found: Found) -> Message:
    """Receive a post that was found as a message, so that it can be answered; the same message if it was before.

    Nobody called us by it, so nobody waits; who wrote it is somebody we know from now on.
    """
    locked = _own(by, found)
    if locked.message is not None:
        return locked.message
    message = receive(locked.channel, _said(locked), overheard=True)
    message = message or Message.objects.filter(brand=by.brand, uri=locked.uri).first()
    if message is None:
        raise Conflict(_("This post cannot be kept here. Open it on its network."))
    # What it says and who said it stands in the message now, and goes where that goes.
    gone = {"text": "", "author_name": "", "author_handle": "", "author_url": "", "author_picture": ""}
    decided = {"state": FoundState.TAKEN_UP, "decided_by": by, "decided_at": clock.now()}
    Found.objects.filter(pk=found.pk).update(message=message, **decided, **gone)
    found.refresh_from_db()
    return message


@transaction.atomic
def keep_as_need(by: Member, found: Found, kind: str, subject: str) -> Need:
    """Take a post up, and keep what it asks for as a need in a few words of ours."""
    return log_need(by, Voiced(take_up(by, found)), kind, subject)


@transaction.atomic
def put_found_aside(by: Member, found: Found) -> Found:
    """Say that a post is not for us; it is shown no more, and forgotten in its time."""
    _own(by, found)
    new = Found.objects.filter(pk=found.pk, state=FoundState.NEW)
    if not new.update(state=FoundState.ASIDE, decided_by=by, decided_at=clock.now()):
        raise Conflict(_("This has been decided already."))
    found.refresh_from_db()
    return found


@transaction.atomic
def bring_back(by: Member, found: Found) -> Found:
    """Take back that a post is not for us."""
    _own(by, found)
    aside = Found.objects.filter(pk=found.pk, state=FoundState.ASIDE)
    if not aside.update(state=FoundState.NEW, decided_by=None, decided_at=None):
        raise Conflict(_("This was not put aside."))
    found.refresh_from_db()
    return found


def _own(by: Member, found: Found) -> Found:
    require(by, Duty.ANSWER)
    if found.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    rows = Found.objects.select_for_update(of=("self",)).select_related("channel__brand", "channel__identity")
    return rows.get(pk=found.pk)


def _said(found: Found) -> Said:
    return Said(
        act=Act.REPLY if found.parent_uri else Act.POST,
        reference=Reference(found.uri, found.network_id, found.url, found.version),
        actor=Profile(
            found.author_id, found.author_handle, found.author_name, found.author_url, found.author_picture
        ),
        at=found.said_at,
        text=found.text,
        language=found.language,
        parent_uri=found.parent_uri,
        root_uri=found.root_uri,
    )
