"""How sites are set up, changed and ended."""

import re
import secrets
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.visits.models import TrackedSite

MOST_DOMAINS = 50
_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9](?:[a-z0-9-]{0,62})")


@transaction.atomic
def add_site(by: Member, *, name: str, domains: str) -> TrackedSite:
    """Count the visits of a site from now on; raise Refusal if it has no name or a domain is none."""
    require(by, Duty.CONNECT)
    return TrackedSite.objects.create(
        brand=by.brand,
        name=_name(name),
        domains=_domains(domains),
        public_key=secrets.token_hex(8),
        made_by=by,
        made_at=clock.now(),
    )


@transaction.atomic
def change_site(by: Member, site: TrackedSite, *, name: str, domains: str) -> TrackedSite:
    """Give a site another name or other domains."""
    require(by, Duty.CONNECT)
    site.name, site.domains = _name(name), _domains(domains)
    site.save(update_fields=["name", "domains"])
    return site


@transaction.atomic
def end_site(by: Member, site: TrackedSite) -> None:
    """Count a site no more; what was counted stays."""
    require(by, Duty.CONNECT)
    TrackedSite.objects.counted().filter(pk=site.pk).update(ended_at=clock.now())


def _name(typed: str) -> str:
    if not typed.strip():
        raise Refusal(_("Give the site a name."), field="name")
    return typed.strip()[:120]


def _domains(typed: str) -> str:
    """Return domains one a line, each once; whole addresses are read too."""
    found = list(dict.fromkeys(_domain(word) for word in re.split(r"[\s,;]+", typed) if word))
    if not found:
        raise Refusal(_("Name at least one domain, such as shop.example."), field="domains")
    if len(found) > MOST_DOMAINS:
        raise Refusal(_("A site has at most %(most)d domains.") % {"most": MOST_DOMAINS}, field="domains")
    return "\n".join(found)


def _domain(word: str) -> str:
    try:
        host = urlsplit(word if "://" in word else f"https://{word}").hostname or ""
        plain = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError):
        plain = ""
    if not _DOMAIN.fullmatch(plain) or len(plain) > 120:
        raise Refusal(_("“%(word)s” is not a domain, such as shop.example.") % {"word": word[:80]}, field="domains")
    return plain.removeprefix("www.") if plain.count(".") > 1 else plain
