"""Who takes part."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from antiphon.community.models import Community, Participant, SeenBy
from antiphon.community.permissions import Viewer
from antiphon.community.queries.sealing import is_sealed
from antiphon.organizations.models import User
from antiphon.organizations.queries import membership
from antiphon.people.models import Consent, Purpose


def community_of(slug: str) -> Community | None:
    """Return the community of the brand of that short name, None if there is none."""
    return Community.objects.select_related("brand", "channel__identity", "square").filter(brand__slug=slug).first()


def viewer_of(community: Community, user: User | None) -> Viewer:
    """Return who looks at a community: what a user is there, or a guest."""
    if user is None:
        return Viewer(community)
    return Viewer(community, participation(community, user), membership(user, community.brand.slug))


def participation(community: Community, user: User) -> Participant | None:
    """Return what a user is here today, also if they still wait for a word; None if they are nobody here.

    `names_visits` says whether they agreed that their visits bear their name.
    """
    agreed = Consent.objects.filter(identity=OuterRef("identity"), purpose=Purpose.VISITS, withdrawn_at=None)
    found = Participant.objects.select_related("identity", "brand", "user").annotate(names_visits=Exists(agreed))
    return found.filter(brand=community.brand, user=user, left_at=None).first()


def participants_seen(viewer: Viewer) -> QuerySet[Participant]:
    """Return those who take part and whose profiles somebody may look at; their own is always there."""
    found = Participant.objects.taking_part().filter(brand=viewer.brand).select_related("identity")
    if viewer.hosts:
        return found
    seen = [SeenBy.EVERYBODY, SeenBy.PARTICIPANTS] if viewer.takes_part else [SeenBy.EVERYBODY]
    own = viewer.participant.pk if viewer.participant else None
    return found.filter(Q(seen_by__in=seen) | Q(pk=own))


def portraits_seen(viewer: Viewer, handle: str, seal: str = "") -> QuerySet[Participant]:
    """Return who is called so, if who looks may see their picture or comes with its seal.

    A seal is good for this one picture: with another one it ends.
    """
    found = Participant.objects.taking_part().filter(brand=viewer.brand, handle=handle)
    one = found.first() if seal else None
    return (
        found
        if one and is_sealed("portrait", one.picture.name or "", seal)
        else participants_seen(viewer).filter(handle=handle)
    )


def communities_of(user: User) -> list[Community]:
    """Return the communities in which a user takes part or waits to, by name of the brand."""
    found = Community.objects.select_related("brand").filter(
        brand__participants__user=user, brand__participants__left_at=None
    )
    return list(found.order_by("brand__name"))
