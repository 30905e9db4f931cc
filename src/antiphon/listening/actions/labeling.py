"""What members say of what was found: each word of theirs is kept, also when it is taken back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.models import Conversation, Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.listening.actions.hearing import told_language
from antiphon.listening.models import NOTHING, Finding, Label
from antiphon.listening.queries.listening import listening_of
from antiphon.listening.rules.kinds import Kind
from antiphon.listening.rules.language import language_of
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty


def label(by: Member, finding: Finding, says: str) -> Label:
    """Say what a message is about: the kind that was found, another one, or none. Kept with who and when.

    Raise Conflict if somebody has said something about this finding already; then that is taken back first.
    """
    check_may_hear(by, finding.message)
    return _keep(by, finding.message, says, finding)


def label_missed(by: Member, message: Message, says: str) -> Label:
    """Say what a message is about in which nothing was found."""
    check_may_hear(by, message)
    language = language_of(message.text, told_language(message), listening_of(by.brand).languages)
    return _keep(by, message, says, Finding(language=language))


@transaction.atomic
def undo_label(by: Member, label: Label) -> Label:
    """Take back what was said; that it was said stays."""
    check_may_hear(by, label.message)
    standing = Label.objects.standing().filter(pk=label.pk)
    if not standing.update(undone_by=by, undone_at=clock.now()):
        raise Conflict(_("This has been taken back already."))
    label.refresh_from_db()
    return label


def check_may_hear(by: Member, message: Message) -> None:
    """Raise NotAllowed unless the member may answer people and read this message."""
    require(by, Duty.ANSWER)
    there = Conversation.objects.filter(pk=message.conversation_id, brand=by.brand).told_to(by)
    if not there.exists():
        raise NotAllowed(_("This was said to others, or to another brand."))


def _keep(by: Member, message: Message, says: str, finding: Finding) -> Label:
    if says != NOTHING and says not in set(Kind):
        raise Refusal(_("Say that it is a question, a need, a want, a worry, or none of these."), field="says")
    try:
        with transaction.atomic():
            return Label.objects.create(
                brand=by.brand, message=message, asked=finding.kind, tier=finding.tier, says=says,
                language=finding.language, by=by, at=clock.now(),
            )  # fmt: skip
    except IntegrityError as taken:
        raise Conflict(_("Somebody has said what this is already. Take that back first.")) from taken
