"""Letters end and addresses go for somebody who asked to be forgotten; that they were counted stays."""

import secrets

from django.db import transaction

from antiphon.letters.actions import forget_letters_to
from antiphon.lib import clock
from antiphon.people.models import Identity
from antiphon.publishing.models import Lead, Subscriber, SubscriberState


@transaction.atomic
def forget_addresses(identity: Identity) -> int:
    """End the subscriptions of an account and take its address out of them and of its leads; return how many."""
    letters, leads = Subscriber.objects.filter(identity=identity), Lead.objects.filter(identity=identity)
    for one in letters:
        forget_letters_to(one.address)
        one.state, one.ended_at = SubscriberState.LEFT, one.ended_at or clock.now()
        one.address, one.name, one.source = _nobody(), "", ""
        one.save()
    for lead in leads:
        lead.address, lead.name = _nobody(), ""
        lead.save()
    return len(letters) + len(leads)


def _nobody() -> str:
    return f"{secrets.token_hex(8)}@erased.invalid"
