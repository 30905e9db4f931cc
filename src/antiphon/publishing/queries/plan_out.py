"""The plan on its way out, as rows of a table that comes in again as it went."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.core.files.storage import default_storage

from antiphon.organizations.models import Brand
from antiphon.publishing.models import Delivery, Illustration, PlanAddress, Post
from antiphon.publishing.queries.calendar import Entry, Narrowed, channels_of_plan, listed, undated
from antiphon.publishing.rules.spans import Span

#: So many entries go out at once at most.
MOST = 10_000
_BETWEEN = " | "


def plan_rows(brand: Brand, first: date, last: date) -> list[Mapping[str, str]]:
    """Return what is planned from one day to another, and the drafts without an hour, one row an entry. Nine queries.

    Hours are on the brand's clock. Later parts of threads, polls and words of single channels are not in it.
    """
    days, _more = listed(brand, Span(first, last, first, last), Narrowed(), limit=MOST)
    entries = [entry for day in days for entry in day.entries] + undated(brand, Narrowed(), MOST)
    accounts = {one.pk: f"{one.kind}:{one.identity.handle}" for one in channels_of_plan(brand)}
    posts = {entry.post for entry in entries}
    said, shown, stands = _said(posts), _shown(posts), _stands(posts)
    return [
        {
            "date": f"{entry.at:%Y-%m-%d %H:%M}" if entry.at else "",
            "message": said[entry.post][0],
            "channels": _BETWEEN.join(accounts[pk] for pk in sorted(set(entry.channels))),
            "media": _BETWEEN.join(address for address, _ in shown.get(entry.post, [])),
            "alternative text": _BETWEEN.join(words for _, words in shown.get(entry.post, [])),
            "campaign": entry.campaign,
            "category": entry.category,
            "title": said[entry.post][1],
            "language": entry.language,
            "state": entry.state,
            "address": stands.get(entry.post, ""),
        }
        for entry in entries
    ]


def address_of_plan(digest: str) -> PlanAddress | None:
    """Return the address of a plan that a secret's digest opens, while its member is one, or None."""
    found = PlanAddress.objects.filter(
        digest=digest, revoked_at=None, member__left_at=None, member__user__is_active=True
    )
    return found.select_related("member__brand", "member__user").first()


def _said(posts: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Post.objects.filter(pk__in=set(posts)).values_list("pk", "content__text", "content__title")
    return {pk: (text, title) for pk, text, title in rows}


def _shown(posts: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the address and the words of what posts show; a hyphen says that it is only decoration."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Illustration.objects.filter(content__posts__in=set(posts)).order_by("content", "position")
    for post, file, words in rows.values_list("content__posts", "asset__file", "alt_text"):
        address = settings.PUBLIC_URL + default_storage.url(file)
        found.setdefault(post, []).append((address, " ".join(words.replace("|", "/").split()) or "-"))
    return found


def _stands(posts: Iterable[int]) -> dict[int, str]:
    rows = Delivery.objects.filter(post__in=set(posts)).exclude(url="").order_by("-pk").values_list("post", "url")
    return dict(rows)


def entries_for_calendars(brand: Brand, first: date, last: date) -> list[Entry]:
    """Return what calendar programs are told: everything with an hour between two days. Two queries."""
    days, _more = listed(brand, Span(first, last, first, last), Narrowed(), limit=MOST)
    return [entry for day in days for entry in day.entries]
