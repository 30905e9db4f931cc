"""What became of a topic's shape, as both topics say it."""

from dataclasses import dataclass

from django.db.models import Q

from antiphon.community.models import Reshaping, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_read


@dataclass(frozen=True, slots=True)
class Reshaped:
    """That messages went to another topic (`gave`) or came from one; `other` is None where one may not read it."""

    what: Reshaping
    gave: bool
    other: Topic | None


def reshapings_of(viewer: Viewer, topic: Topic) -> list[Reshaped]:
    """Return what went out of a topic and what came in, the earliest first: two queries, however much."""
    found = list(Reshaping.objects.filter(Q(source=topic) | Q(target=topic)).select_related("by").order_by("pk"))
    others = {one.pk: one.target_id if one.source_id == topic.pk else one.source_id for one in found}
    if not others:
        return []
    known = Topic.objects.filter(group__in=groups_read(viewer).values("pk")).in_bulk(set(others.values()))
    return [Reshaped(one, one.source_id == topic.pk, known.get(others[one.pk])) for one in found]
