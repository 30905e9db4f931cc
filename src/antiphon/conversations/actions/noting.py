"""Notes for colleagues beside a conversation, and how who is named in one learns of it."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antiphon.conversations.models import Conversation, Note
from antiphon.conversations.rules import named_in
from antiphon.devices.actions.sending import Told, write_pushes
from antiphon.letters.actions import write_letter
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.markup import first_line, typed_text
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty

MOST_CHARACTERS = 4000


@transaction.atomic
def leave_note(by: Member, conversation: Conversation, text: str) -> Note:
    """Leave a note for colleagues, and tell those whom it names by a letter and on their devices.

    Raise Refusal if it is empty or too long, if a name could be that of several, or if somebody who is named may
    not read the conversation.
    """
    _require(by, conversation)
    said = typed_text(text).strip()
    if not said:
        raise Refusal(gettext_lazy("Write something first."), field="text")
    if len(said) > MOST_CHARACTERS:
        raise Refusal(gettext_lazy("This is too long for a note. Say it shorter."), field="text")
    told = _named(by, conversation, said)
    note = Note.objects.create(conversation=conversation, author=by, text=said, at=clock.now())
    note.told.set(told)
    for member in told:
        _tell(note, member)
    return note


@transaction.atomic
def take_note_away(by: Member, note: Note) -> None:
    """Take away a note that is of no use any more, one's own or a colleague's."""
    _require(by, note.conversation)
    note.delete()


def _require(by: Member, conversation: Conversation) -> None:
    require(by, Duty.ANSWER)
    if conversation.brand_id != by.brand_id or (conversation.confined and not allows(by, Duty.HOST)):
        raise NotAllowed(gettext_lazy("This belongs to another brand."))


def _named(by: Member, conversation: Conversation, text: str) -> Sequence[Member]:
    team = {one.pk: one for one in by.brand.members.filter(left_at=None).select_related("user")}
    named = named_in(text, {pk: str(one.user) for pk, one in team.items()})
    if named.unclear:
        sentence = gettext_lazy("Several colleagues are called %(name)s. Write the whole name.")
        raise Refusal(sentence % {"name": named.unclear[0]}, field="text")
    found = [team[pk] for pk in named.keys if pk != by.pk]
    for one in found:
        if not allows(one, Duty.SEE) or (conversation.confined and not allows(one, Duty.HOST)):
            sentence = gettext_lazy("%(name)s may not read this conversation. Leave the name out.")
            raise Refusal(sentence % {"name": one.user}, field="text")
    return found


def _tell(note: Note, member: Member) -> None:
    brand, key = note.conversation.brand, f"note:{note.pk}:{member.pk}"
    path = f"/b/{brand.slug}/inbox/{note.conversation_id}/#note{note.pk}"
    with translation.override(member.user.language):
        given = {"brand": brand.name, "name": str(note.author.user)}
        subject = _("%(brand)s: %(name)s left you a note") % given
        write_letter(key, member.user.email, subject, f"“{note.text}”\n\n{settings.PUBLIC_URL}{path}")
        body = _("%(name)s left you a note: %(words)s") % (given | {"words": first_line(note.text, 80)})
        about = f"conversation:{note.conversation_id}"
        write_pushes(member.user, brand, key, Told(title=brand.name, body=body, path=path, about=about))
