"""Who has a reward of the brand at stake: whoever may earn one by a link, and whoever came by it."""

from antiphon.community.models import Invitation, Participant
from antiphon.ledger.queries import Rewarded


def rewarded(brand: int) -> list[Rewarded]:
    """Return the accounts with a reward at stake in a brand. Two queries."""
    links = Invitation.objects.filter(brand=brand, by__identity__isnull=False).exclude(reward="")
    earning = links.values_list("by__identity", "reward", "made_at", "revoked_at", "ends_at")
    came = Participant.objects.filter(brand=brand, identity__isnull=False, admitted_at__isnull=False)
    told = came.exclude(came_by=None).exclude(came_by__reward="")
    return [
        *(
            Rewarded(who, reward, since, min((end for end in ends if end), default=None), came=False)
            for who, reward, since, *ends in earning
        ),
        *(
            Rewarded(who, reward, since, None, came=True)
            for who, reward, since in told.values_list("identity", "came_by__reward", "admitted_at")
            if since
        ),
    ]
