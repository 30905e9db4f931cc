"""Where somebody arrives who followed an invitation: at what they were invited to, as far as they may read it."""

from django.urls import reverse

from antiphon.community.models import Invitation, Kind, Topic
from antiphon.community.permissions import Viewer, membership_in
from antiphon.community.queries.topics import topics_read


def place_of(viewer: Viewer, invitation: Invitation | None) -> str:
    """Return the path of the event, the live session or the group; else that of the community."""
    brand = viewer.brand.slug
    if invitation is not None and invitation.topic_id and topics_read(viewer).filter(pk=invitation.topic_id).exists():
        return path_of(viewer, Topic.objects.select_related("event", "live_session").get(pk=invitation.topic_id))
    group = invitation.group if invitation else None
    if group is not None and membership_in(group, viewer.participant):
        return reverse("group", args=[brand, group.slug])
    return reverse("community", args=[brand])


def path_of(viewer: Viewer, topic: Topic) -> str:
    """Return the path of the event or the live session of a topic, else that of the topic."""
    brand = viewer.brand.slug
    if topic.kind == Kind.EVENT and hasattr(topic, "event"):
        return reverse("event", args=[brand, topic.event.pk])
    if hasattr(topic, "live_session"):
        return reverse("live_session", args=[brand, topic.live_session.pk])
    return reverse("topic", args=[brand, topic.pk])
