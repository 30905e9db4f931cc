"""What is laid upon participants, and who may look at it again."""

from django.db.models import QuerySet

from antiphon.community.models import Appeal, Group, Participant, Sanction, SanctionKind
from antiphon.lib import clock
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.rules import Duty, roles_with


def is_limited(participant: Participant, group: Group | None = None) -> bool:
    """Whether what somebody writes there waits for approval."""
    held = Sanction.objects.in_force(clock.now()).upon(participant, group)
    return held.filter(kind=SanctionKind.LIMIT).exists()


def appeals_waiting(brand: Brand) -> QuerySet[Appeal]:
    """Return the appeals that nobody has decided, the oldest first."""
    found = Appeal.objects.filter(decided_at=None, sanction__participant__brand=brand)
    return found.select_related("sanction__participant", "sanction__by", "sanction__group").order_by("at")


def is_of_the_team(participant: Participant) -> bool:
    """Whether a participant belongs to the brand's team."""
    return Member.objects.filter(brand=participant.brand_id, user=participant.user_id, left_at=None).exists()


def other_hosts(brand: Brand, than: Participant) -> bool:
    """Whether a host takes part besides a participant."""
    hosts = Member.objects.filter(brand=brand, left_at=None, role__in=roles_with(Duty.HOST)).values("user")
    return Participant.objects.taking_part().filter(brand=brand, user__in=hosts).exclude(pk=than.pk).exists()
