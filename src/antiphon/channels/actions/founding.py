"""How another brand begins: with its own pages, as the first one did."""

from django.conf import settings
from django.db import transaction

from antiphon.channels.actions.connecting import connect
from antiphon.organizations.actions import add_brand
from antiphon.organizations.models import Member


@transaction.atomic
def open_brand(by: Member, *, name: str, slug: str, time_zone: str, language: str, with_team: bool = False) -> Member:
    """Add a brand to the organization with its own pages; return who added it, as its owner.

    Raise Refusal for what no brand can be called, and for who may not decide about a brand of the organization.
    """
    mine = add_brand(by, name=name, slug=slug, time_zone=time_zone, language=language, with_team=with_team)
    connect(mine, "site", {"address": f"{settings.PUBLIC_URL}/@{mine.brand.slug}"})
    return mine
