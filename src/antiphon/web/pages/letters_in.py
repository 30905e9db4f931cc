"""Where a mail server hands letters in that came to a brand's address, if nobody reads its mailbox."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from antiphon.channels.actions import open_connector
from antiphon.channels.connector import Heard
from antiphon.channels.connectors.mail import Mail
from antiphon.channels.models import Channel
from antiphon.conversations.tasks import take_in
from antiphon.web.senders import slow_down, too_often

#: The fields in which mail services hand over a whole letter.
_WHOLE = ("email", "body-mime", "message", "raw")
_LONGEST = 1_000_000
_A_MINUTE = 120
_SALT = "letters-in"


def letters_address(channel: Channel) -> str:
    """Return the secret address at which letters for a channel are handed in; it ends when the channel does."""
    token = _signer().sign_object([channel.pk, int(channel.connected_at.timestamp())])
    return reverse("letters_in", args=[token])


@csrf_exempt  # a mail server posts here, without having seen a page
@never_cache
@require_POST
def letters_in(request: HttpRequest, token: str) -> HttpResponse:
    """Take a letter in: the raw letter as the body, or in a field of a form; the same one twice is kept once."""
    channel = _channel(token)
    if too_often(f"letters-in:{channel.pk}", _A_MINUTE):
        return slow_down(request)
    connector = open_connector(channel)
    if isinstance(connector, Mail):
        take_in(channel, Heard(connector.handed_in(_raw(request))))
    return HttpResponse(status=204)


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)


def _channel(token: str) -> Channel:
    try:
        pk, connected_at = _signer().unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    channel = Channel.objects.connected().filter(kind="mail", pk=pk).select_related("brand", "identity").first()
    if channel is None or int(channel.connected_at.timestamp()) != connected_at:
        raise Http404
    return channel


def _raw(request: HttpRequest) -> bytes:
    """Return the letter, as much of it as words need."""
    if request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        for name in _WHOLE:
            if name in request.POST:
                return request.POST[name].encode("utf-8", "surrogateescape")[:_LONGEST]
            if name in request.FILES:
                return bytes(request.FILES[name].read(_LONGEST))  # type: ignore[union-attr]
        raise Http404
    return request.read(_LONGEST)


urlpatterns: list[URLPattern] = [path("letters/<str:token>/", letters_in, name="letters_in")]
