"""Makes the sample: the story is told on the practice networks, then heard by the product as any past would be."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from antiphon.channels.actions import connect, open_connector
from antiphon.channels.connector import Reference
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.cli.sample.figures import report_of_past, tell_followers_of_past, tell_post_of_past
from antiphon.cli.sample.networks import Networks, Told, tell
from antiphon.cli.sample.pictures import draw
from antiphon.cli.sample.story import (
    ABOUT,
    BRAND,
    CALLS,
    KEPT,
    ORGANIZATION,
    OWNER_MAIL,
    OWNER_NAME,
    OWNER_PASSWORD,
    PLANNED,
    SLUG,
    ZONE,
)
from antiphon.conversations.models import Conversation
from antiphon.conversations.tasks import refresh, take_in
from antiphon.integrity.actions import run_detectors
from antiphon.lib import clock
from antiphon.organizations.actions import found_organization
from antiphon.organizations.models import Brand, Member, User
from antiphon.people.actions import link
from antiphon.people.models import IdentityLink, Person
from antiphon.practice.people import PEOPLE
from antiphon.publishing.actions.bringing_in import Standing, bring_in
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import Picture
from antiphon.relationships.actions import keep_in_touch


def build(networks: Networks) -> None:
    """Fill an empty database with the sample organization."""
    now = clock.now()
    member = _house()
    channels = _connect(member, networks, now)
    for number, call in enumerate(CALLS):
        at = _moment(member.brand, now - timedelta(days=call.days), call.hour)
        talk_on = call.on if call.on != "both" else ("mastodon", "bluesky")[number % 2]
        _bring_in(member, channels, tell(networks, call, at, now, talk_on))
    _hear(channels, now)
    _know_people(member, now)
    _plan(member, list(channels.values()), now)
    run_detectors(member.brand)
    report_of_past(member, now)


def _house() -> Member:
    anna = User.objects.create_user(OWNER_MAIL, OWNER_PASSWORD, name=OWNER_NAME)
    brand = found_organization(
        organization=ORGANIZATION, brand=BRAND, slug=SLUG, time_zone=ZONE, language="en", owner=anna
    )
    Brand.objects.filter(pk=brand.pk).update(about=ABOUT)
    return Member.objects.select_related("brand", "user").get(brand=brand)


def _connect(member: Member, networks: Networks, now: datetime) -> dict[str, Channel]:
    on_mastodon, on_bluesky = networks.found(now)
    typed = {
        "site": {"address": f"{settings.PUBLIC_URL}/@{SLUG}"},
        "mastodon": {"server": networks.mastodon.url, "access_token": on_mastodon.token},
        "bluesky": {
            "service": networks.bluesky.url, "handle": on_bluesky.handle, "app_password": on_bluesky.password,
            "pages": networks.bluesky.url,
        },
    }  # fmt: skip
    return {kind: connect(member, kind, fields) for kind, fields in typed.items()}


def _bring_in(member: Member, channels: dict[str, Channel], told: Told) -> None:
    call = told.call
    operation = connector_for("site").new_operation(told.at)
    address = f"{settings.PUBLIC_URL}/@{SLUG}/posts/{operation}/"
    standing = {channels["site"]: Standing(Reference(address, operation, address), operation)}
    standing |= {channels[kind]: Standing(where, "") for kind, where in told.references.items()}
    pictures = [Picture(draw(call.picture), call.alt)] if call.picture else []
    bring_in(member, Draft(call.text, list(standing), call.language, pictures), standing, told.at)


def _hear(channels: dict[str, Channel], now: datetime) -> None:
    for channel in (channels["mastodon"], channels["bluesky"]):
        with transaction.atomic():
            take_in(channel, open_connector(channel).listen(""))
            tell_followers_of_past(channel, now)
    for conversation in Conversation.objects.select_related("channel__brand", "channel__identity"):
        with transaction.atomic():
            tell_post_of_past(conversation)
            refresh(conversation)


def _know_people(member: Member, now: datetime) -> None:
    """Join the accounts that belong to one person, and promise to keep in touch with some."""
    for resident in PEOPLE:
        namesakes = list(Person.objects.filter(brand=member.brand, name=resident.name).order_by("pk"))
        for other in namesakes[1:]:
            for identity in other.identities.all():
                link(identity, namesakes[0], IdentityLink.Ground.BY_HAND, now)
        if namesakes and resident.username in KEPT:
            keep_in_touch(member, namesakes[0], KEPT[resident.username])


def _plan(member: Member, channels: list[Channel], now: datetime) -> None:
    for hours, text, picture, alt in PLANNED:
        wall = (now + timedelta(hours=hours)).astimezone(member.brand.zone).replace(tzinfo=None)
        wall = wall.replace(minute=wall.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)
        pictures = [Picture(draw(picture), alt)] if picture else []
        compose(member, Draft(text, channels, "en", pictures), Moment(wall=wall, zone=member.brand.time_zone))


def _moment(brand: Brand, day: datetime, hour: int) -> datetime:
    return day.astimezone(brand.zone).replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(day.tzinfo)
