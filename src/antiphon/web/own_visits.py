"""A member who is signed in, and agreed to it, gives their name to the visits of the browser they come with."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from antiphon.community.permissions import Viewer
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.visits.actions.naming import remember_visitor
from antiphon.visits.at_the_door import door
from antiphon.visits.models import TrackedSite
from antiphon.visits.models.naming import NamedBy
from antiphon.visits.queries.naming import agreed_to_visits
from antiphon.visits.queries.sites import site_on
from antiphon.visits.rules.visitors import house
from antiphon.web.senders import address_of

_A_DAY = 86_400


def own_site(brand: Brand) -> TrackedSite | None:
    """Return the site of a brand on which its community stands, if its visits are counted. One query."""
    return site_on(brand, urlsplit(settings.PUBLIC_URL).hostname or "")


def visitor_on(request: HttpRequest, site: TrackedSite) -> str:
    """Return the key that who sends a request has on a site today."""
    agent = request.headers.get("User-Agent", "")
    return door().visitor(site.pk, house(address_of(request)), agent, clock.now().timestamp())


def name_own_visits(request: HttpRequest, viewer: Viewer) -> None:
    """Remember whose the visits of this browser are today, if who is signed in agreed; once a day each."""
    own = viewer.participant
    if own is None or own.identity is None or not own.takes_part or not getattr(own, "names_visits", False):
        return
    site, consent = own_site(viewer.brand), agreed_to_visits(own.identity.pk)
    if site is None or consent is None:
        return
    visitor = visitor_on(request, site)
    if cache.add(f"own_visits:{consent.pk}:{visitor}", 1, timeout=_A_DAY):
        remember_visitor(visitor, own.identity, consent, occasion=NamedBy.MEMBER)
