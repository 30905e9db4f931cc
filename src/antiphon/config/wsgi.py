"""The pages, as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from antiphon.config.slots import Application, Slots

#: An upload holds its slot for as long as it comes in: pages must still find a free one.
PAGES_AT_ONCE = 12

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")


def _served() -> Application:
    """Return the pages, with what answers hits of sites before them."""
    pages = get_wsgi_application()
    from antiphon.web.hit_counter import HitCounter  # it knows models, which stand only now

    return HitCounter(Slots(pages, PAGES_AT_ONCE), connections.close_all)


application = _served()
