"""Somebody is forgotten: what was found in their words goes with these; that a need was voiced and told stays."""

from django.db import transaction

from antiphon.listening.models import Finding, Found, Tagged, Telling
from antiphon.people.models import Identity


@transaction.atomic
def forget_found(identity: Identity) -> None:
    """Forget what was found in the messages of an account that have no words any more, and how they were told.

    What searches came upon of theirs goes whole.
    """
    Finding.objects.filter(message__author=identity, message__text="").delete()
    Tagged.objects.filter(message__author=identity, message__text="").delete()
    Found.objects.filter(brand=identity.brand_id, author_id=identity.stable_id).delete()
    Telling.objects.filter(identity=identity).update(how="")
