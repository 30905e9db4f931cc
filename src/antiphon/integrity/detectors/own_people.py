"""Own staff or own accounts acting as the public."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Finding, RowDetector, standing_for
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Side


class OwnPeople(RowDetector):
    """Sets aside what identities on our side did to what is ours.

    Who is on our side is asked today: an account that turns out to be one of ours loses what it
    did before. A thread that the very author of a post carries on in words is no acting: it says
    who speaks.
    """

    name = "own_people"
    version = "1"
    title = gettext_noop("Own people acting as the public")
    reason = gettext_noop("Done by one of our own accounts to something of ours: it is not the public.")
    how = gettext_noop(
        "Whatever an account of ours did to something of ours, but for posts, and for threads that the author "
        "carries on in words. An account that turns out to be ours loses what it did before, too."
    )

    def concerned(self, brand: Brand) -> str:
        """Return what stands for these accounts."""
        accounts = Identity.objects.filter(brand=brand, side=Side.US)
        return standing_for(accounts.order_by("pk").values_list("pk", flat=True).iterator())

    def find(self, rows: QuerySet[Interaction]) -> Iterable[Finding]:
        """Return the acts of our own accounts upon our own."""
        carried_on = Q(actor=F("target"), verb__in=[Verb.REPLY, Verb.QUOTE, Verb.MENTION])
        ours = rows.filter(actor__side=Side.US, target__side=Side.US).exclude(verb=Verb.POST).exclude(carried_on)
        found = ours.values_list("pk", "actor__handle", "actor__stable_id", "target__handle")
        for pk, actor, stable_id, target in found.iterator():
            yield Finding(pk, {"actor": actor, "account": stable_id, "target": target})
