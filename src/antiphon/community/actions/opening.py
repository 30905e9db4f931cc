"""A brand opens its community and says how one comes in."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from antiphon.channels.actions import connect
from antiphon.community.actions.indexing import index_groups
from antiphon.community.models import Community, Group, Joining
from antiphon.community.permissions import Viewer, require_host
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty


@transaction.atomic
def open_community(by: Member, joining: Joining, *, welcome: str = "", guidelines: str = "") -> Community:
    """Open the community of a brand, with a square where everybody meets; raise Conflict if it is open already."""
    require(by, Duty.HOST)
    brand = by.brand
    if Community.objects.filter(brand=brand).exists():
        raise Conflict(gettext("The community of this brand is open already."))
    address = f"{settings.PUBLIC_URL}/@{brand.slug}/community"
    channel = brand.channels.connected().filter(kind="community").first()
    channel = channel or connect(by, "community", {"address": address})
    now = clock.now()
    with override(brand.language):
        name = gettext("The square")
        purpose = gettext("Where everybody meets: news, questions, whatever has no other place.")
    square = Group.objects.create(
        brand=brand, slug="square", name=name, purpose=purpose, language=brand.language, founded_at=now, last_at=now
    )
    index_groups([square])
    return Community.objects.create(
        brand=brand,
        channel=channel,
        joining=joining,
        welcome=welcome.strip(),
        guidelines=guidelines.strip(),
        square=square,
        opened_at=now,
    )


@transaction.atomic
def change_community(viewer: Viewer, joining: Joining, welcome: str, guidelines: str) -> None:
    """Say anew how one comes in, and the words that greet."""
    require_host(viewer)
    if len(welcome) > 5_000 or len(guidelines) > 20_000:
        raise Refusal(gettext("This is too long. Say it in fewer words."), field="welcome")
    community = viewer.community
    community.joining, community.welcome, community.guidelines = joining, welcome.strip(), guidelines.strip()
    community.save(update_fields=["joining", "welcome", "guidelines"])
