"""How the preview card of a link comes to be: the page behind it is asked, through the guarded door, what it is."""

from dataclasses import replace
from urllib.parse import urlsplit

import requests
import structlog
from django.utils.translation import gettext_lazy as _

from antiphon.channels.queries import bounds
from antiphon.lib.errors import Refusal
from antiphon.lib.http import AddressRefused, AnswerTooLarge, AnswerTooSlow, guarded_session
from antiphon.lib.links import urls_in
from antiphon.lib.pages import about_page
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.keeping import keep_picture
from antiphon.publishing.drafts import CardGiven
from antiphon.publishing.models import Asset

log = structlog.get_logger(__name__)

_SECONDS, _PAGE_BYTES, _PICTURE_BYTES, _LONGEST = 10.0, 3_000_000, 8_000_000, 2000
_ASKING = {"User-Agent": "Antiphon (link preview)", "Accept": "text/html,application/xhtml+xml"}


def first_link(text: str) -> str:
    """Return the first web address in a text, or nothing.

    >>> first_link("See https://example.org/a and https://example.org/b")
    'https://example.org/a'
    """
    return next(iter(urls_in(text)), "")


def fetch_card(by: Member, url: str, language: str = "") -> CardGiven:
    """Ask the page at an address what it is, and keep its picture for the brand.

    Nothing private is reached, also after a redirect; little is read, for a short time. Raise Refusal for what
    cannot be had; a picture that cannot is left out.
    """
    require(by, Duty.WRITE)
    if urlsplit(url).scheme not in {"http", "https"} or len(url) > _LONGEST:
        raise Refusal(_("Write a link that begins with https:// into the text first."), field="card")
    answer = _fetched(url, _PAGE_BYTES, language)
    kind, _semicolon, _rest = answer.headers.get("Content-Type", "").partition(";")
    if "html" not in kind:
        raise Refusal(
            _("There is no page behind this link that could say what it is. Write the card yourself."), field="card"
        )
    charset = (
        requests.utils.get_encoding_from_headers(answer.headers)
        if "charset" in answer.headers.get("Content-Type", "")
        else ""
    )
    about = about_page(answer.content, answer.url, charset or "")
    return CardGiven(url, about.title, about.description, _picture(by, about.picture))


def _picture(by: Member, address: str) -> Asset | None:
    if not address:
        return None
    try:
        return keep_picture(by, _fetched(address, _PICTURE_BYTES, "").content)
    except Refusal as refusal:
        log.info("picture of a card left out", address=address[:200], why=str(refusal))
        return None


def _fetched(url: str, most: int, language: str) -> requests.Response:
    asked = _ASKING | ({"Accept-Language": language} if language else {})
    try:
        with guarded_session(
            replace(bounds(), total_seconds=_SECONDS, connect_seconds=5.0, max_bytes=most)
        ) as session:
            answer = session.get(url, headers=asked)
    except AddressRefused as error:
        raise Refusal(
            _("This link leads into a private network, where nothing is fetched from."), field="card"
        ) from error
    except (requests.RequestException, AnswerTooLarge, AnswerTooSlow, OSError, ValueError) as error:
        log.info("page of a card not had", url=url[:200], why=str(error)[:200])
        raise Refusal(
            _("The page behind this link did not answer in time, or not as a page. Write the card yourself."),
            field="card",
        ) from error
    if not answer.ok:
        raise Refusal(
            _("The page behind this link cannot be opened. Look at the link, or write the card yourself."),
            field="card",
        )
    return answer
