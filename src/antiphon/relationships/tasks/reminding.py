"""What is due between us and people: reminders for stewards, and timers that were forgotten."""

from datetime import time

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.relationships.actions.spending import stop_forgotten
from antiphon.relationships.actions.telling import remind
from antiphon.relationships.queries import forgotten_timers, reminded_for

#: From this hour of the brand's day on, stewards are reminded.
_MORNING = time(7)


def remind_stewards() -> int:
    """Remind stewards of what falls due on the brand's day, from seven in the morning; return how many were."""
    now, reminded = clock.now(), 0
    for brand in Brand.objects.order_by("pk"):
        here = now.astimezone(brand.zone)
        if here.time() >= _MORNING:
            for steward, waiting in reminded_for(brand, here.date(), now).items():
                remind(steward, waiting, now)
                reminded += 1
    return reminded


def stop_forgotten_timers() -> int:
    """Stop timers that were forgotten; return how many."""
    return sum(stop_forgotten(one) for one in forgotten_timers())
