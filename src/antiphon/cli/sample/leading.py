"""What leads people to act in the sample: links, landing pages, the page of links; and who followed them."""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from antiphon.channels.sentences import MAIL
from antiphon.cli.sample.stage import Stage, home
from antiphon.cli.sample.story import paths
from antiphon.cli.sample.story.keepsakes import BOOK_TITLE, COSTS_TITLE
from antiphon.cli.sample.story.order import BOOK
from antiphon.people.actions import meet
from antiphon.publishing.actions.landing import save_landing_page, save_link_page
from antiphon.publishing.actions.linking import link_to_share, make_link, set_link_rule
from antiphon.publishing.models import Asset, Click, LandingPage, Lead, ShortLink

#: How long it takes until half as many follow a link, in hours; and how many people there are to one machine.
_HALF, _PEOPLE_PER_MACHINE = 36, 3


def open_pages(stage: Stage, book: Asset, costs: Asset) -> LandingPage:
    """Publish the landing pages, a gated and an open one; return the gated one."""
    gated = LandingPage(
        title=BOOK_TITLE, slug=paths.GUIDE_SLUG, text=paths.GUIDE_TEXT, document=book, consent=paths.CONSENT,
        campaign=stage.campaigns[BOOK],
    )  # fmt: skip
    free = LandingPage(
        title=COSTS_TITLE, slug=paths.COSTS_SLUG, text=paths.COSTS_TEXT, document=costs, gated=False
    )  # fmt: skip
    for page, days in ((gated, 47), (free, 14)):
        save_landing_page(stage.anna, page, publish=True)
        LandingPage.objects.filter(pk=page.pk).update(made_at=stage.ago(days + 1), published_at=stage.ago(days))
    return gated


def lay_links(stage: Stage) -> None:
    """Make the links of the story, and say what is done to those of posts."""
    set_link_rule(stage.anna, shorten=True, hosts="", parameters="utm_source={network}\nutm_campaign={campaign}")
    for path in paths.PATHS:
        campaign = stage.campaigns.get(path.campaign)
        link = make_link(stage.anna, home(path.where), label=path.label, campaign=campaign)
        ShortLink.objects.filter(pk=link.pk).update(made_at=stage.ago(path.days))
        stage.links[path.key] = link


def ask_for_the_book(stage: Stage, page: LandingPage) -> None:
    """Let people leave their address, one after the other."""
    chance = random.Random("leads")
    for name, address, days, by in paths.LEADS:
        at = stage.ago(days - chance.uniform(0, 0.9))
        who = meet(
            stage.brand, network=MAIL, stable_id=f"mailto:{address}", at=at, handle=address, name=name
        )  # fmt: skip
        Lead.objects.create(
            page=page, identity=who, name=name, address=address, consent=page.consent, at=at,
            came_by=stage.links.get(by),
        )  # fmt: skip


def pass_on(stage: Stage) -> None:
    """Open the page of links, let members pass posts on, and let people and machines follow it all."""
    chance = random.Random("clicks")
    page = save_link_page(
        stage.anna,
        title=paths.PAGE_TITLE,
        about=paths.PAGE_ABOUT,
        items=[(label, home(path)) for label, path in paths.PAGE_LINKS],
    )
    followed = [(stage.links[path.key], path.bursts) for path in paths.PATHS]
    weekly = [(days, 4) for days in range(60, 0, -7)]
    for item in page.items.select_related("link"):
        ShortLink.objects.filter(pk=item.link_id).update(made_at=stage.ago(61))
        followed.append((item.link, tuple(weekly)))
    for who, words, bursts in paths.SHARED:
        post = stage.post_that_says(words)
        url = post.deliveries.get(channel=stage.channels["site"]).url
        link = link_to_share(stage.members[who], post, url)
        ShortLink.objects.filter(pk=link.pk).update(made_at=stage.ago(bursts[0][0]))
        followed.append((link, bursts))
    Click.objects.bulk_create(
        click for link, bursts in followed for click in _clicks(link, bursts, stage.now, chance)
    )


def _clicks(
    link: ShortLink, bursts: Iterable[tuple[int, int]], now: datetime, chance: random.Random
) -> Iterator[Click]:
    hosts, weights = [host for host, _n in paths.REFERRERS], [n for _host, n in paths.REFERRERS]
    for days, people in bursts:
        begin = now - timedelta(days=days)
        for _one in range(people):
            at = begin + timedelta(hours=chance.expovariate(0.693 / _HALF))
            if at < now:
                yield Click(link=link, at=at, referrer=chance.choices(hosts, weights)[0])
        for _one in range(people // _PEOPLE_PER_MACHINE):
            at = begin + timedelta(minutes=chance.expovariate(1 / 20))
            yield Click(link=link, at=min(at, now), automated=True)
