"""Who asked to be forgotten goes from the lists of tests; on which side they stood, and what it counted, stays."""

import secrets

from antiphon.experiments.models import Unit
from antiphon.experiments.rules.assignment import tidy
from antiphon.people.models import Identity
from antiphon.publishing.models import Lead, Subscriber


def forget_units(identity: Identity) -> int:
    """Take the names and addresses of an account out of the lists of its brand; return how many."""
    names = {identity.stable_id, identity.handle, identity.handle.lstrip("@")}
    names |= set(Subscriber.objects.filter(identity=identity).values_list("address", flat=True))
    names |= set(Lead.objects.filter(identity=identity).values_list("address", flat=True))
    keys = {tidy(name) for name in names} - {""}
    found = list(Unit.objects.filter(experiment__brand=identity.brand_id, key__in=keys))
    for one in found:
        one.key = f"erased:{secrets.token_hex(8)}"
    Unit.objects.bulk_update(found, ["key"])
    return len(found)
