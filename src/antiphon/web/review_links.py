"""Which review links were opened in a browser: what they show may be fetched there, pictures too."""

from django.http import HttpRequest

from antiphon.lib import clock
from antiphon.publishing.models import ReviewLink

_OPENED = "review-links"
_MOST = 20


def note_opened(request: HttpRequest, link: ReviewLink) -> None:
    """Remember that a link was opened in this browser; of many the last ones."""
    opened = request.session.get(_OPENED, [])
    if link.pk not in opened:
        request.session[_OPENED] = [*opened, link.pk][-_MOST:]


def links_opened(request: HttpRequest) -> list[ReviewLink]:
    """Return the links that were opened in this browser and still open something."""
    opened = request.session.get(_OPENED, [])
    if not opened:
        return []
    return list(ReviewLink.objects.filter(pk__in=opened, revoked_at=None, expires_at__gt=clock.now()))
