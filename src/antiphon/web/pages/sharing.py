"""Passing on: share buttons without anybody's script, and the kit with which members pass posts on as themselves."""

import re
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from antiphon.channels.connectors import connector_for
from antiphon.lib.markup import first_line
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import brand_named
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.linking import link_to_share
from antiphon.publishing.models import Post, ShortLink
from antiphon.publishing.queries.delivering import last_live
from antiphon.publishing.queries.linking import link_address
from antiphon.web.access import member_page
from antiphon.web.senders import open_to_all

SHOWN = 20
_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
_LONGEST = 500


@open_to_all
@require_safe
def share(request: HttpRequest, brand: str) -> HttpResponse:
    """Show the ways to pass a page on; for the fediverse, ask for the home server first."""
    house = brand_named(brand)
    if house is None:
        raise Http404
    url, text = request.GET.get("url", "")[:2000], request.GET.get("text", "")[:_LONGEST]
    if url.startswith("/"):
        url = settings.PUBLIC_URL + url
    if not _is_ours(url):
        url = settings.PUBLIC_URL + reverse("site", args=[brand])  # nobody else's pages are passed on from here
    typed = request.GET.get("server", "").strip().lower().removeprefix("https://").strip("/")
    server = typed.rpartition("@")[2]
    with translation.override(house.language):
        about = {
            "brand": house,
            "url": url,
            "text": text,
            "typed": typed,
            "server": server if _HOST.match(server) else "",
            "fediverse": f"https://{server}/share?{urlencode({'text': f'{text} {url}'.strip()})}",
            "ways": ways(url, text),
            "canonical": url,
        }
        return render(request, "sharing/share.html", about)


def _is_ours(url: str) -> bool:
    return url.startswith(f"{settings.PUBLIC_URL}/") or url == settings.PUBLIC_URL


def ways(url: str, text: str) -> list[tuple[str, str]]:
    """Return the ways to pass an address on, as (name, where to)."""
    both = quote(f"{text} {url}".strip(), safe="")
    address, words = quote(url, safe=""), quote(text, safe="")
    return [
        ("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={address}"),
        ("WhatsApp", f"https://wa.me/?text={both}"),
        ("Telegram", f"https://t.me/share/url?url={address}&text={words}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={address}"),
        ("X", f"https://x.com/intent/post?url={address}&text={words}"),
        ("Reddit", f"https://www.reddit.com/submit?url={address}&title={words}"),
        (_("Mail"), f"mailto:?subject={words}&body={both}"),
    ]


@require_safe
@member_page
def kit(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the posts worth passing on, and what came by the member's own links."""
    require(member, Duty.SEE)
    mine = ShortLink.objects.filter(sharer=member).select_related("post")
    links = {one.post_id: one for one in mine}
    live = last_live(member.brand, SHOWN)
    posts = [post for post in live if any(one.url for one in post.deliveries.all())]
    about = {"member": member, "posts": [(post, links.get(post.pk)) for post in posts], "shared": len(links)}
    return render(request, "sharing/kit.html", about)


@require_safe
@member_page
def kit_post(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a member the words and the link of their own to pass a post on."""
    require(member, Duty.SEE)
    post = get_object_or_404(Post.objects.select_related("content", "campaign"), brand=member.brand, pk=pk)
    stands = post.deliveries.live().exclude(url="").select_related("channel").order_by("channel__kind")
    home = next((one for one in stands if connector_for(one.channel.kind).native), stands.first())
    if home is None:
        raise Http404
    link = link_to_share(member, post, home.url)
    text = first_line(post.content.text, 200)
    address = link_address(link)
    about = {
        "member": member,
        "post": post,
        "link": link,
        "address": address,
        "text": text,
        "ways": ways(address, text),
        "people": link.clicks.filter(automated=False).count(),
    }
    return render(request, "sharing/kit_post.html", about)


urlpatterns: list[URLPattern] = [
    path("@<slug:brand>/share/", share, name="share"),
    path("b/<slug:brand>/kit/", kit, name="kit"),
    path("b/<slug:brand>/kit/<int:pk>/", kit_post, name="kit_post"),
]
