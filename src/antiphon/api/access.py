"""Who asks: a program with a bearer token, which may do what its user may."""

from typing import cast

from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security import HttpBearer

from antiphon.api.errors import TooMany
from antiphon.api.rates import seconds_to_wait
from antiphon.lib import clock
from antiphon.organizations.actions import note_key_use
from antiphon.organizations.models import Brand, Brands, Key, Member, User
from antiphon.organizations.permissions import allows
from antiphon.organizations.queries import membership, valid_key
from antiphon.organizations.rules import Duty


class Asked(HttpRequest):
    """A request of a program whose token is valid."""

    auth: Key


class Token(HttpBearer):
    """Opens the API to a bearer token; answers are in the language asked for, else in that of the user."""

    def authenticate(self, request: HttpRequest, token: str) -> Key | None:
        """Return the key of the token, or None if it opens nothing; raise TooMany if it asks too often."""
        key = valid_key(token, Key.Purpose.API, clock.now())
        if key is None or key.user is None or not key.user.is_active:
            return None
        translation.activate(_language(request, key.user))
        wait = seconds_to_wait(key.pk)
        if wait:
            raise TooMany(wait)
        note_key_use(key)
        return key


def user_of(request: Asked) -> User:
    """Return the user for whom the token acts."""
    return cast("User", request.auth.user)


def member_of(request: Asked, brand: str, *duties: Duty) -> Member:
    """Return the member that the user is of the brand of that short name.

    Raise Http404 if they are none, or carry none of the duties; without any, to look at everything is meant.
    """
    member = membership(user_of(request), brand)
    if member is None or not any(allows(member, duty) for duty in duties or (Duty.SEE,)):
        raise Http404
    return member


def member_in(request: Asked, brand_id: int) -> Member:
    """Return the member that the user is of a brand whose row was already found among `brands_of`."""
    found = Member.objects.select_related("brand__organization", "user")
    return found.get(user=user_of(request), brand_id=brand_id, left_at=None)


def brands_of(request: Asked) -> Brands:
    """Return the brands that the user may see: where every query begins."""
    return Brand.objects.seen_by(user_of(request))


def request_key(request: Asked) -> str:
    """Return under which name this request may be repeated, or nothing if it has none.

    The header Idempotency-Key, made the token's own.
    """
    asked = request.headers.get("Idempotency-Key", "")
    return f"{request.auth.pk}:{asked[:64]}" if asked else ""


def _language(request: HttpRequest, user: User) -> str:
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return user.language
