"""Applications: what an organization registered at a network so that its members can sign in there."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels import sentences
from antiphon.channels.connector import OAuth
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Application
from antiphon.channels.queries import application_for, door, redirect_address, sealer
from antiphon.channels.wire.oauth import Client, register
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

#: The name under which people see the application at a network that registers it by itself.
NAME = "Antiphon"


def save_application(by: Member, kind: str, client_id: str, secret: str, *, for_all: bool = False) -> Application:
    """Keep what an application is known by: for the brand, or for all brands of its organization.

    An empty secret leaves the stored one as it is. Another `client_id` is another application: channels go on
    with the one through which they were connected until they are connected again.
    """
    require(by, Duty.MANAGE if for_all else Duty.CONNECT)
    made = connector_for(kind)
    if made.oauth is None or made.oauth.registers:
        raise Refusal(_("%(network)s asks for no application.") % {"network": made.name}, field="kind")
    if not client_id.strip():
        raise Refusal(_("Type what the network calls the application’s id."), field="client_id")
    return _saved(by.brand, kind, Client(client_id.strip(), secret.strip()), "", for_all=for_all)


def registered(brand: Brand, kind: str, oauth: OAuth, typed: Mapping[str, str]) -> Application:
    """Return the application of a server that registers one by itself: the one that is kept, else a new one."""
    server = typed["server"]
    known = application_for(brand, kind, server)
    if known and known.redirect_address == redirect_address():
        return known
    try:
        client = register(oauth, door(), name=NAME, redirect=redirect_address(), website=settings.PUBLIC_URL)
    except ChannelError as error:
        raise Refusal(sentences.on_connecting(connector_for(kind).name, error), field="server") from error
    return _saved(brand, kind, client, server, for_all=True)


@transaction.atomic
def _saved(brand: Brand, kind: str, client: Client, server: str, *, for_all: bool) -> Application:
    now, whose = clock.now(), {"organization": brand.organization, "brand": None if for_all else brand}
    same = Application.objects.select_for_update().filter(**whose, kind=kind, server=server, replaced_at=None)
    known = same.first()
    if known and known.client_id != client.id:
        known.replaced_at = now
        known.save(update_fields=["replaced_at"])
        known = None
    found = known or Application(**whose, kind=kind, server=server, client_id=client.id, registered_at=now)
    if client.secret:
        found.secret_sealed = sealer().seal(client.secret.encode())
    found.redirect_address = redirect_address()
    found.save()
    return found
