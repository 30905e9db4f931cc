"""The queue: the hours of the week that channels keep free."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.channels.models import Channel
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing.actions.queueing import add_slots, remove_slot
from antiphon.publishing.models import Category, Slot
from antiphon.publishing.queries.queueing import slots_of

router = Router(tags=["plan"])


class SlotJson(Json, frozen=True, kw_only=True):
    """An hour of the week that a channel keeps free; `weekday` 0 is Monday, `at` is on the brand's clock."""

    id: int
    channel: int
    weekday: int
    at: str
    category: int | None


class SlotsGiven(Schema):
    """An hour to be kept free on some days of the week, for any content or for one category."""

    channel: int
    weekdays: list[int]
    at: str
    category: int | None = None


@router.get("/brands/{brand}/slots")
def list_slots(request: Asked, brand: str) -> list[SlotJson]:
    """List the slots of the channels in use."""
    return [_slot(one) for one in slots_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/slots")
def create_slots(request: Asked, brand: str, body: SlotsGiven) -> Created[list[SlotJson]]:
    """Keep an hour of some days of the week free."""
    by = member_of(request, brand)
    channel = Channel.objects.connected().filter(brand=by.brand, pk=body.channel).first()
    if channel is None:
        raise Refusal(_("The brand has no connected channel of this id."), field="channel")
    made = add_slots(by, channel, body.weekdays, body.at, _category(by, body.category))
    return Created([_slot(one) for one in made])


@router.post("/slots/{slot_id}/give-up")
def give_up_slot(request: Asked, slot_id: int) -> list[SlotJson]:
    """Keep an hour free no longer; what was planned for it stays. Returns the slots that are left."""
    found = get_object_or_404(
        Slot.objects.select_related("channel"), channel__brand__in=brands_of(request), pk=slot_id
    )
    by = member_in(request, found.channel.brand_id)
    remove_slot(by, found)
    return [_slot(one) for one in slots_of(by.brand)]


def _category(by: Member, pk: int | None) -> Category | None:
    if pk is None:
        return None
    found = Category.objects.filter(brand=by.brand, pk=pk).first()
    if found is None:
        raise Refusal(_("The brand has no such category."), field="category")
    return found


def _slot(slot: Slot) -> SlotJson:
    return SlotJson(
        id=slot.pk, channel=slot.channel_id, weekday=slot.weekday, at=slot.wall_time, category=slot.category_id
    )
