"""Who is in a talk is told that something was said in it, never what."""

from django.db import transaction
from django.urls import reverse

from antiphon.community.actions.notices import tell_all
from antiphon.community.actions.noticing import Subject
from antiphon.community.models import Notification, NotificationKind, TalkMember, TalkMessage
from antiphon.organizations.models import Brand


def talk_bundle(talk: int) -> str:
    """Return what news of a talk are shown together as."""
    return f"talk:{talk}"


@transaction.atomic
def tell_of_talk(brand: Brand, seat: TalkMember, message: TalkMessage) -> None:
    """Tell the others in a talk, also those for whom it waits, that somebody wrote; not who muted it or refused."""
    others = TalkMember.objects.reading().filter(talk=seat.talk_id, muted_at=None).exclude(pk=seat.pk)
    path = reverse("talk", args=[brand.slug, seat.talk_id])
    subject = Subject(about=f"talk message:{message.pk}", bundle=talk_bundle(seat.talk_id), path=path)
    tell_all(others.values_list("participant", flat=True), NotificationKind.MESSAGE, subject, seat.participant)


@transaction.atomic
def forget_talk_news(seat: TalkMember) -> None:
    """Take back what somebody was told of a talk: they left it, refused it, or want no news of it."""
    Notification.objects.filter(participant=seat.participant_id, bundle=talk_bundle(seat.talk_id)).delete()
