"""A year of visits to the workshop’s site in the sample: more in winter, with what they reached."""

import math
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from antiphon.cli.sample.stage import Stage, home
from antiphon.people.models import Consent
from antiphon.publishing.models import Lead
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.actions.counting import count_hits, count_left_out
from antiphon.visits.actions.naming import agree_to_be_named, name_visit
from antiphon.visits.actions.siting import add_site
from antiphon.visits.models import Goal, TrackedSite, VisitIdentity
from antiphon.visits.rules.hits import Act, Hit, Left, Reason, Way

SHOP = "bottega-lenta.example"
DAYS, _AT_ONCE = 365, 2_000
#: From where people come, how many of a hundred, and how many of a hundred of these order something.
_SOURCES: tuple[tuple[dict[str, str], int, int], ...] = (
    ({}, 30, 3),
    ({"referrer": "google.it"}, 22, 4),
    ({"referrer": "duckduckgo.com"}, 3, 4),
    ({"source": "mastodon", "medium": "social"}, 12, 2),
    ({"source": "bluesky", "medium": "social"}, 7, 1),
    ({"source": "letter", "medium": "email"}, 6, 9),
    ({"referrer": "piazza.example"}, 8, 5),
    ({"referrer": "biblioteca.example"}, 5, 3),
    ({"source": "group", "medium": "community"}, 7, 8),
)
_PAGES = ("/", "/chairs/", "/chairs/mended/", "/tables/", "/evenings/", "/bench/", "/about/", "/wood/")
_WORDS = "You may see which pages I looked at today, and what brought me here."


def remember_visits(stage: Stage) -> None:
    """Set the sites and their goals up, and tell of a year of visits."""
    chance = random.Random("visits")
    shop = add_site(stage.anna, name="Workshop", domains=SHOP)
    own = add_site(stage.anna, name="Our own pages", domains=urlsplit(home()).hostname or "localhost")
    set_goal(stage.anna, shop, name="Ordered a repair", kind="path", pattern="/thanks/*")
    set_goal(stage.anna, shop, name="Asked for an estimate", kind="form", pattern="estimate")
    set_goal(stage.anna, own, name="Left an address", kind="form", pattern="*/p/*")
    _date_back(stage)
    hits = [hit for day in range(DAYS, -1, -1) for hit in _of_day(stage, shop, day, chance)]
    hits += _of_leads(stage, own, chance)
    for n in range(0, len(hits), _AT_ONCE):
        count_hits(hits[n : n + _AT_ONCE])
    count_left_out(list(_left_out(stage, shop, chance)))
    _name(stage)


def _of_day(stage: Stage, shop: TrackedSite, day: int, chance: random.Random) -> Iterator[Hit]:
    """Yield the hits of a day: a workshop grows slowly, and sleeps in August."""
    noon = stage.ago(day)
    season = 1 + 0.35 * math.cos(2 * math.pi * (noon.timetuple().tm_yday - 15) / 365)
    grown = 0.6 + 0.4 * (DAYS - day) / DAYS
    for _ in range(int(14 * season * grown * chance.uniform(0.6, 1.4))):
        told, _share, orders = chance.choices(_SOURCES, [share for _told, share, _orders in _SOURCES])[0]
        campaign = {"campaign": "winter-evenings"} if "source" in told and day < 30 else {}
        at = noon - timedelta(hours=chance.uniform(0, 14))
        yield from _visit(shop, at, told | campaign, chance, orders=chance.random() * 100 < orders)


def _visit(
    shop: TrackedSite, at: datetime, told: dict[str, str], chance: random.Random, *, orders: bool
) -> Iterator[Hit]:
    visitor, moment = f"{chance.getrandbits(96):024x}", at.timestamp()
    pages = min(1 + int(chance.expovariate(0.9)), 8)
    asks = not orders and chance.random() < 0.03
    for n in range(pages):
        yield _hit(shop, moment, visitor, chance.choice(_PAGES), told if n == 0 else {})
        moment += chance.uniform(8, 160)
    if asks:
        yield _hit(shop, moment, visitor, "/estimate/", act=Act.FORM, name="estimate")
    if orders:
        yield _hit(shop, moment, visitor, f"/thanks/{chance.randrange(1000, 9999)}")


def _hit(
    site: TrackedSite,
    at: float,
    visitor: str,
    path: str,
    told: Mapping[str, str] = MappingProxyType({}),
    *,
    act: Act = Act.PAGE,
    name: str = "",
) -> Hit:
    return Hit(site=site.pk, at=at, visitor=visitor, way=Way.SCRIPT, act=act, path=path, name=name, **told)


def _of_leads(stage: Stage, own: TrackedSite, chance: random.Random) -> Iterator[Hit]:
    """Yield the visits in which somebody left an address, by the link that had brought them."""
    for lead in Lead.objects.filter(page__brand=stage.brand).select_related("came_by", "page").order_by("at"):
        path = urlsplit(home(f"p/{lead.page.slug}/")).path
        moment, visitor = lead.at.timestamp(), _key(lead)
        code = lead.came_by.code if lead.came_by else ""
        yield _hit(own, moment - chance.uniform(30, 300), visitor, path, {"code": code})
        yield _hit(own, moment, visitor, path, act=Act.FORM)


def _name(stage: Stage) -> None:
    """Let every second of them agree that their visit bears their name."""
    for lead in Lead.objects.filter(page__brand=stage.brand).select_related("identity", "page").order_by("at")[::2]:
        consent = agree_to_be_named(lead.identity, wording=_WORDS, source=lead.page.title)
        Consent.objects.filter(pk=consent.pk).update(given_at=lead.at)
        named = name_visit(_key(lead), lead.identity, consent, occasion="lead")
        VisitIdentity.objects.filter(pk__in=[one.pk for one in named]).update(at=lead.at)


def _key(lead: Lead) -> str:
    return f"{random.Random(f'lead {lead.address}').getrandbits(96):024x}"


def _left_out(stage: Stage, shop: TrackedSite, chance: random.Random) -> Iterator[Left]:
    for day in range(DAYS, -1, -1):
        date = stage.ago(day).astimezone(UTC).date().isoformat()
        for reason, way, most in ((Reason.BOT, Way.SCRIPT, 9), (Reason.ASKED, Way.PIXEL, 2)):
            if hits := chance.randint(0, most):
                yield Left(site=shop.pk, day=date, reason=reason, way=way, hits=hits)
    flooded = stage.ago(71).astimezone(UTC).date().isoformat()
    yield Left(site=shop.pk, day=flooded, reason=Reason.FLOOD, way=Way.SCRIPT, hits=4_812)


def _date_back(stage: Stage) -> None:
    """Let sites and goals stand for as long as they were counted."""
    began = stage.ago(DAYS + 1)
    TrackedSite.objects.filter(brand=stage.brand).update(made_at=began)
    Goal.objects.filter(brand=stage.brand).update(made_at=began)
