"""What members keep to be quicker: replies that are used again, and views of the inbox."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.models import SavedReply, SavedView
from antiphon.conversations.rules import VARIABLES, Filters, unknown_variables, written_filters
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

MOST_CHARACTERS, MOST_NAME, MOST_REPLIES, MOST_VIEWS, MOST_VIEW_NAME = 5000, 80, 500, 12, 60


@transaction.atomic
def save_reply(by: Member, name: str, text: str, language: str, before: SavedReply | None = None) -> SavedReply:
    """Keep words that are answered again and again, or keep them otherwise than before.

    Raise Refusal if anything is empty or too long, if something in braces means nothing, or if the brand has a reply
    of this name in this language.
    """
    require(by, Duty.ANSWER)
    if before is not None and before.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    said, called = typed_text(text).strip(), " ".join(typed_text(name).split())
    _check_reply(called, said, language)
    if before is None and by.brand.saved_replies.count() >= MOST_REPLIES:
        raise Refusal(_("A brand keeps at most 500 replies. Take one away first."))
    reply = before or SavedReply(brand=by.brand)
    reply.name, reply.text, reply.language = called, said, language
    reply.changed_by, reply.changed_at = by, clock.now()
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        raise Refusal(
            _("There is a reply of this name in this language. Choose another name."), field="name"
        ) from error
    return reply


@transaction.atomic
def take_reply_away(by: Member, reply: SavedReply) -> None:
    """Take a saved reply away; what was answered with it stays."""
    require(by, Duty.ANSWER)
    if reply.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    reply.delete()


@transaction.atomic
def save_view(by: Member, name: str, filters: Filters) -> SavedView:
    """Keep filters of the inbox under a name for oneself; the same name keeps the new ones."""
    require(by, Duty.ANSWER)
    called = " ".join(typed_text(name).split())
    if not called:
        raise Refusal(_("Give the view a name."), field="name")
    if len(called) > MOST_VIEW_NAME:
        raise Refusal(_("A name has at most 60 characters."), field="name")
    others = by.saved_views.exclude(name=called)
    if others.count() >= MOST_VIEWS:
        raise Refusal(_("At most twelve views fit beside each other. Take one away first."), field="name")
    kept = {"filters": written_filters(filters)}
    view, _new = SavedView.objects.update_or_create(
        member=by, name=called, defaults=kept, create_defaults=kept | {"created_at": clock.now()}
    )
    return view


@transaction.atomic
def take_view_away(by: Member, name: str) -> int:
    """Take a view of one's own away; return how many there were of this name, 0 or 1."""
    require(by, Duty.ANSWER)
    return by.saved_views.filter(name=name).delete()[0]


def _check_reply(name: str, text: str, language: str) -> None:
    if not name:
        raise Refusal(_("Give the reply a name."), field="name")
    if len(name) > MOST_NAME:
        raise Refusal(_("A name has at most 80 characters."), field="name")
    if not text:
        raise Refusal(_("Write something first."), field="text")
    if len(text) > MOST_CHARACTERS:
        raise Refusal(_("This is too long for a reply. Say it shorter."), field="text")
    if not (language.isascii() and language.isalpha() and len(language) == 2 and language.islower()):
        raise Refusal(_("Choose the language of the reply."), field="language")
    unknown = unknown_variables(text)
    if unknown:
        known = ", ".join("{" + one + "}" for one in VARIABLES)
        sentence = _("Nothing is known as %(unknown)s. These stand for something: %(known)s.")
        raise Refusal(sentence % {"unknown": "{" + unknown[0] + "}", "known": known}, field="text")
