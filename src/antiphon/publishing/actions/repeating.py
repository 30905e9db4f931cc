"""How a program that got no answer may ask again: the same request writes one post, however often it comes."""

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Conflict
from antiphon.organizations.models import Member
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.models import Post


def compose_once(by: Member, draft: Draft, moment: Moment, request_key: str) -> Post:
    """Write the post, or return the one that this request wrote before; an empty key is never repeated.

    Raise Conflict if the key was used for other words or other channels.
    """
    if not request_key:
        return compose(by, draft, moment)
    try:
        return _written_before(by, draft, request_key) or compose(by, draft, moment, request_key=request_key)
    except IntegrityError:  # the same request arrived twice at the same time
        return _written_before(by, draft, request_key) or compose(by, draft, moment, request_key=request_key)


def _written_before(by: Member, draft: Draft, request_key: str) -> Post | None:
    found = Post.objects.select_related("content").filter(brand=by.brand, request_key=request_key).first()
    if found is None:
        return None
    channels = set(found.deliveries.values_list("channel", flat=True))
    if found.content.text != draft.text or channels != {channel.pk for channel in draft.channels}:
        raise Conflict(_("This key was used for another post already. Give each post a key of its own."))
    return found
