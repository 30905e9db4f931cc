"""The pages, as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from antiphon.config.slots import Slots

#: An upload holds its slot for as long as it comes in: pages must still find a free one.
PAGES_AT_ONCE = 12

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
application = Slots(get_wsgi_application(), PAGES_AT_ONCE)
