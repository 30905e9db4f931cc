"""A small world that tests begin with, made by the product's own actions."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from PIL import Image

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.organizations.actions import add_member, found_organization
from antiphon.organizations.models import Brand, Member, Role, User
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.models import Post
from antiphon.publishing.tasks import due_work, mending_work, slow_work

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class World:
    """Anna owns the brand Bottega, Bruno writes for it, Carla owns another one."""

    bottega: Brand
    anna: Member
    bruno: Member
    carla: Member
    site: Channel


def make_world() -> World:
    """Make two organizations, three users and Bottega's own pages."""
    bottega = found(make_user("anna@example.org", "Anna"), "Bottega", "bottega")
    other = found(make_user("carla@example.org", "Carla"), "Carla’s Cards", "cards")
    anna, carla = bottega.members.get(), other.members.get()
    bruno = add_member(by=anna, user=make_user("bruno@example.org", "Bruno"), role=Role.AUTHOR)
    return World(bottega, anna, bruno, carla, connect_site(anna))


def make_user(email: str, name: str) -> User:
    """Make somebody who signs in with `PASSWORD`."""
    return User.objects.create_user(email, PASSWORD, name=name)


def found(owner: User, name: str, slug: str) -> Brand:
    """Make an organization with one brand, in Rome."""
    return found_organization(
        organization=name, brand=name, slug=slug, time_zone="Europe/Rome", language="en", owner=owner
    )


def connect_site(by: Member) -> Channel:
    """Connect the brand's own pages."""
    return connect(by, "site", {"address": f"{settings.PUBLIC_URL}/@{by.brand.slug}"})


def say(
    by: Member, channel: Channel, text: str, *, pictures: Sequence[Picture] = (), moment: Moment | None = None
) -> Post:
    """Write a post for one channel; without a moment it goes out now."""
    draft = Draft(text=text, channels=[channel], language="en", pictures=pictures)
    return compose(by, draft, moment or Moment())


def deliver() -> None:
    """Send what is due, as the worker does it."""
    for find in (slow_work, mending_work, due_work):
        for step, delivery in find(100):
            step(delivery)


def png(width: int = 8, height: int = 6, color: str = "teal") -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()
