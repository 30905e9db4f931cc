"""Reads about what deliveries show: their own pictures, and those of later parts where they are one text."""

from collections import defaultdict
from collections.abc import Iterable

from antiphon.channels.connectors import connector_for
from antiphon.publishing.models import Continuation, Delivery, Illustration, Post


def shown_by(deliveries: Iterable[Delivery]) -> dict[int, list[Illustration]]:
    """Return what each delivery shows, in order, by its id; captions are read already.

    Three queries, and one for each further part of the longest thread among those that are one text.
    """
    rows = list(deliveries)
    joined = {one.post_id for one in rows if one.post.continues_id is None and not _continues(one)}
    contents = {one.post_id: [one.post.content_id] for one in rows}
    for root, later in _later_contents(joined).items():
        contents[root] = contents[root] + later
    found: dict[int, list[Illustration]] = defaultdict(list)
    everything = {content for one in contents.values() for content in one}
    shown = Illustration.objects.filter(content__in=everything).order_by("position")
    for one in shown.select_related("asset__brand").prefetch_related("asset__captions"):
        found[one.content_id].append(one)
    return {one.pk: [piece for content in contents[one.post_id] for piece in found[content]] for one in rows}


def _continues(delivery: Delivery) -> bool:
    return connector_for(delivery.channel.kind).continues


def _later_contents(roots: Iterable[int]) -> dict[int, list[int]]:
    """Return the contents of the later parts of threads, in their order, by the id of the first post."""
    found: dict[int, list[int]] = defaultdict(list)
    root_of = {root: root for root in roots}
    while root_of:
        parts = Post.objects.filter(continues__in=root_of, continues_as=Continuation.THREAD)
        rows: list[tuple[int, int, int]] = list(parts.values_list("pk", "continues", "content"))  # type: ignore[arg-type]
        for _pk, before, content in rows:
            found[root_of[before]].append(content)
        root_of = {pk: root_of[before] for pk, before, _content in rows}
    return found
