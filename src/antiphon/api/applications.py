"""Applications: what an organization registered at a network so that its members can sign in there."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Json
from antiphon.channels.actions.registering import save_application
from antiphon.channels.connectors import connectors
from antiphon.channels.models import Application
from antiphon.channels.queries import applications_for
from antiphon.lib.errors import Refusal

router = Router(tags=["channels"])


class ApplicationJson(Json, frozen=True, kw_only=True):
    """An application in force; its secret is not told. `for_all`: it serves every brand of the organization."""

    kind: str
    server: str
    client_id: str
    redirect_address: str
    registered_at: datetime
    for_all: bool


class Registering(Schema):
    """What a network calls the application; without `client_secret` the one that is kept stays."""

    client_id: str
    client_secret: str = ""
    for_all: bool = False


@router.get("/brands/{brand}/applications")
def list_applications(request: Asked, brand: str) -> list[ApplicationJson]:
    """List the applications through which members of the brand sign in at networks."""
    return [_application(one) for one in applications_for(member_of(request, brand).brand)]


@router.put("/brands/{brand}/applications/{kind}")
def keep_application(request: Asked, brand: str, kind: str, body: Registering) -> ApplicationJson:
    """Keep what a network calls the application that was registered there."""
    by = member_of(request, brand)
    if kind not in connectors():
        raise Refusal(_("There is no such network here. GET /connectors lists those there are."), field="kind")
    return _application(save_application(by, kind, body.client_id, body.client_secret, for_all=body.for_all))


def _application(one: Application) -> ApplicationJson:
    return ApplicationJson(
        kind=one.kind,
        server=one.server,
        client_id=one.client_id,
        redirect_address=one.redirect_address,
        registered_at=one.registered_at,
        for_all=one.brand_id is None,
    )
