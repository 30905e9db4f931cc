"""How links are made, put into posts as they go out, followed and counted."""

import secrets
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connectors import connector_for
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.links import replace_urls
from antiphon.lib.markup import first_line
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Campaign, Click, Delivery, LinkRule, Post, ShortLink
from antiphon.publishing.queries.linking import link_address
from antiphon.publishing.rules.links import (
    CODE_LENGTH,
    LETTERS,
    WrongParameter,
    applies,
    parameters_of,
    with_parameters,
)

_KNOWN = {"network": "", "campaign": "", "post": ""}


@transaction.atomic
def set_link_rule(by: Member, *, shorten: bool, hosts: str, parameters: str) -> LinkRule:
    """Say what is done to links from now on; raise Refusal if a parameter is not as it should be."""
    require(by, Duty.PUBLISH)
    try:
        parameters_of(parameters, _KNOWN)
    except WrongParameter as error:
        raise Refusal(
            _("“%(line)s” is not like utm_source={network}. Known are {network}, {campaign} and {post}.")
            % {"line": error},
            field="parameters",
        ) from error
    rule, _made = LinkRule.objects.update_or_create(
        brand=by.brand, defaults={"shorten": shorten, "hosts": hosts, "parameters": parameters}
    )
    return rule


@transaction.atomic
def make_link(by: Member, url: str, *, label: str = "", campaign: Campaign | None = None) -> ShortLink:
    """Make a short link by hand; raise Refusal if it leads nowhere."""
    require(by, Duty.WRITE)
    return _made(by.brand, checked_address(url), label=label.strip()[:120], campaign=campaign)


@transaction.atomic
def link_to_share(by: Member, post: Post, url: str) -> ShortLink:
    """Return the member's own link to something worth passing on: what comes by it is theirs."""
    found = ShortLink.objects.filter(post=post, sharer=by).first()
    label = first_line(post.content.text, 119)
    return found or _made(by.brand, url, post=post, sharer=by, campaign=post.campaign, label=label)


def tracked(delivery: Delivery, text: str) -> str:
    """Return the text as it goes out: each link with its parameters, and short where the brand wants it so.

    The links of a delivery are the same at every try. Our own pages show the links as they were written.
    """
    rule = getattr(delivery.channel.brand, "link_rule", None)
    if rule is None or connector_for(delivery.channel.kind).native:
        return text
    parameters = parameters_of(rule.parameters, _filled(delivery))

    def gone_out(url: str) -> str:
        if not applies(url, rule.hosts):
            return url
        whole = with_parameters(url, parameters)
        return link_address(_of_delivery(delivery, whole)) if rule.shorten else whole

    return replace_urls(text, gone_out)


def follow(link: ShortLink, *, automated: bool, referrer: str) -> None:
    """Count that a link was followed: when, from which host, by a person or a machine; nothing else is kept."""
    host = (urlsplit(referrer).hostname or "")[:200]
    Click.objects.create(link=link, at=clock.now(), automated=automated, referrer=host)


def checked_address(url: str) -> str:
    """Return an address of the open web; raise Refusal if it is none."""
    whole = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        URLValidator(schemes=["https", "http"])(whole)
    except ValidationError as error:
        raise Refusal(_("Give the address of a page, such as https://example.org/spring."), field="url") from error
    if len(whole) > 2000:
        raise Refusal(_("This address is too long. Give one of at most 2,000 characters."), field="url")
    return whole


def _filled(delivery: Delivery) -> dict[str, str]:
    campaign = delivery.post.campaign
    return {
        "network": delivery.channel.kind,
        "campaign": campaign.slug if campaign else "",
        "post": str(delivery.post_id),
    }


def _of_delivery(delivery: Delivery, url: str) -> ShortLink:
    found = ShortLink.objects.filter(delivery=delivery, url=url).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return _made(delivery.channel.brand, url, delivery=delivery, campaign=delivery.post.campaign)
    except IntegrityError:  # another worker made it in this moment
        return ShortLink.objects.get(delivery=delivery, url=url)


def _made(brand: Brand, url: str, **more: object) -> ShortLink:
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    if ShortLink.objects.filter(code=code).exists():
        return _made(brand, url, **more)
    return ShortLink.objects.create(brand=brand, url=url, code=code, made_at=clock.now(), **more)
