"""Who a request comes from, as far as that is of use: the same sender again, and how often in this minute."""

from collections.abc import Callable, Mapping
from functools import wraps
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from antiphon.lib import clock

MINUTE = 60
#: Who has one address of IPv6 has all of its /64.
_SAME_HOUSE = 64
_SHORT = 32

type Address = IPv4Address | IPv6Address
type Page = Callable[..., HttpResponseBase]


def address_of(request: HttpRequest) -> Address | None:
    """Return the address that a request comes from, None if it has none.

    What a proxy says of it in X-Forwarded-For is believed only of those that are trusted: the last address there that
    is not one of theirs.
    """
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> Address | None:
    """Return the same of a request as the server hands it over (WSGI)."""
    found = _address(environ.get("REMOTE_ADDR", ""))
    for told in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        before = _address(told.strip())
        if found is None or not _is_trusted(found) or before is None:
            return found
        found = before
    return found


def sender_of(request: HttpRequest) -> str:
    """Return a name for where a request comes from: the same within a day, and no way back to the address."""
    found = address_of(request)
    house = ip_network((found, _SAME_HOUSE), strict=False) if isinstance(found, IPv6Address) else found
    today = f"antiphon.web.senders:{clock.now():%Y-%m-%d}"
    return salted_hmac(today, str(house), algorithm="sha256").hexdigest()[:_SHORT]


def too_often(name: str, most: int) -> bool:
    """Count that something is done; return whether it was more than so many times in this minute of the clock."""
    key = f"{name}:{int(clock.now().timestamp()) // MINUTE}"
    cache.add(key, 0, timeout=2 * MINUTE)
    return cache.incr(key) > most


def slow_down(request: HttpRequest) -> HttpResponse:
    """Return the page that asks to wait a minute."""
    answer = render(request, "errors/slow_down.html", status=429)
    answer["Retry-After"] = str(MINUTE)
    return answer


def open_to_all(page: Page) -> Page:
    """Let everybody come to a page and send its form, but nobody more often in a minute than the settings say."""
    return _counted(page, counts_forms=True)


def open_to_machines(page: Page) -> Page:
    """Let everybody come, and mail programs send for their readers: many of these come from one address."""
    return _counted(page, counts_forms=False)


def _counted(page: Page, *, counts_forms: bool) -> Page:
    @wraps(page)
    def view(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponseBase:
        sender, is_form = sender_of(request), counts_forms and request.method == "POST"
        if too_often(f"public-pages:{sender}", settings.PUBLIC_PAGES_A_MINUTE):
            return slow_down(request)
        if is_form and too_often(f"public-forms:{sender}", settings.PUBLIC_FORMS_A_MINUTE):
            return slow_down(request)
        return page(request, *args, **rest)

    return view


def _address(told: str) -> Address | None:
    try:
        found = ip_address(told)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
