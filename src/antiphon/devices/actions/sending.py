"""What is pushed to devices: written with what it tells, sent by the worker, once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

import httpx
import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F

from antiphon.devices.actions.registering import push_key
from antiphon.devices.models import Device, Push
from antiphon.devices.queries import bounds, devices_of, reader_of, sealer
from antiphon.devices.rules import (
    GOOD_FOR,
    KEPT_FOR,
    MOST_FAILURES,
    Fate,
    fate_of,
    may_be_asked,
    origin_of,
    topic_of,
    wait_before_try,
)
from antiphon.lib import clock
from antiphon.lib.bounds import Bounds
from antiphon.lib.http import AddressRefused, AnswerTooLarge, guarded_transport
from antiphon.lib.retry_after import asked_wait
from antiphon.lib.secrets import SealBroken
from antiphon.lib.web_push import MOST_BYTES, authorization, encrypt
from antiphon.organizations.models import Brand, User

_SIGNED_FOR = timedelta(hours=12)
#: Errors before a byte of the request left: it may be sent again.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout)


@dataclass(frozen=True, slots=True)
class Told:
    """What a device shows: a title, a line, the path it opens; a later one of the same `about` replaces it."""

    title: str
    body: str
    path: str
    about: str


@dataclass(frozen=True, slots=True)
class Answered:
    """How a push service answered."""

    status: int
    headers: Mapping[str, str]


@transaction.atomic
def write_pushes(user: User, brand: Brand, key: str, told: Told) -> int:
    """Write a push to each device of somebody, to be sent by the worker; the same key writes it once.

    Call it in the transaction of what it tells. Return to how many devices.
    """
    now, topic = clock.now(), topic_of(told.about)
    devices = list(devices_of(user, brand))
    Push.objects.waiting().filter(device__in=devices, topic=topic).exclude(key=key).delete()
    words = _words(told, topic)
    times = {"written_at": now, "next_try_at": now, "good_until": now + GOOD_FOR}
    rows = [Push(device=device, key=key[:200], topic=topic, words=words, **times) for device in devices]
    Push.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def claim_push() -> Push | None:
    """Take the push whose turn it is, to be sent now; None if none is due. Devices that fail come last."""
    now = clock.now()
    found = Push.objects.due(now).order_by("device__failures", "next_try_at").values_list("pk", flat=True)
    for pk in found[:5]:
        if Push.objects.due(now).filter(pk=pk).update(asked_at=now, tries=F("tries") + 1):
            return Push.objects.select_related("device").get(pk=pk)
    return None


def send_push(push: Push) -> bool:
    """Hand a claimed push to the push service of its device; return whether it was taken.

    One whose answer was lost may have arrived: it is not sent again, the page and the mail still tell it.
    """
    if push.good_until <= clock.now():
        return _end(push, "it was not taken in time")
    try:
        answer = _asked(push)
    except (AddressRefused, SealBroken) as error:
        return _fail(push, str(error))
    except _NOT_SENT as error:
        return _put_off(push, repr(error), wait_before_try(push.tries))
    except (httpx.HTTPError, AnswerTooLarge, OSError) as error:
        return _fail(push, f"no answer: {error!r}")
    return _settle(push, answer)


@transaction.atomic
def forget_old_pushes() -> int:
    """Forget what was written a week ago; return how many went."""
    return Push.objects.filter(written_at__lt=clock.now() - KEPT_FOR).delete()[0]


def _words(told: Told, topic: str) -> str:
    """Return what the device reads, as long as a push service takes it."""
    given = asdict(told) | {"about": topic}
    while len(words := msgspec.json.encode(given)) > MOST_BYTES and given["body"]:
        given["body"] = given["body"][: len(given["body"]) // 2]
    return words.decode()


def _asked(push: Push) -> Answered:
    lock, limits = sealer(), bounds()
    address = lock.open(push.device.address_sealed).decode()
    if not may_be_asked(address, limits.allows):  # what the operator trusts may have changed since
        raise AddressRefused("its address is not one to which anything is sent")
    now = clock.now()
    private = lock.open(push_key().private_sealed)
    headers = {
        "TTL": str(int((push.good_until - now).total_seconds())),
        "Topic": push.topic,
        "Urgency": "normal",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Authorization": authorization(private, origin_of(address), _subject(), now + _SIGNED_FOR),
    }
    body = encrypt(push.words.encode(), reader_of(push.device, lock))
    return _posted(address, body, headers, limits)


def _posted(address: str, body: bytes, headers: dict[str, str], limits: Bounds) -> Answered:
    """Send it, follow nowhere, and read no more of the answer than its head; after the time allowed it is cut off."""
    with (
        httpx.Client(transport=guarded_transport(limits, cut=True), timeout=limits.total_seconds) as client,
        client.stream("POST", address, content=body, headers=headers) as answer,
    ):
        return Answered(answer.status_code, {name.lower(): value for name, value in answer.headers.items()})


def _subject() -> str:
    """Return where a push service reaches who runs this (RFC 8292 § 2.1)."""
    public: str = settings.PUBLIC_URL
    sender: str = settings.DEFAULT_FROM_EMAIL
    return public if public.startswith("https://") else f"mailto:{sender.rpartition('<')[2].rstrip('>')}"


def _settle(push: Push, answer: Answered) -> bool:
    now, fate = clock.now(), fate_of(answer.status)
    if fate is Fate.TAKEN:
        Device.objects.filter(pk=push.device_id).update(last_good_at=now, failures=0)
        Push.objects.filter(pk=push.pk).update(sent_at=now, words="", detail="")
        return True
    said = f"the push service answered {answer.status}"
    if fate is Fate.GONE:
        Device.objects.filter(pk=push.device_id).delete()
        return False
    if fate is Fate.LATER:
        asked = asked_wait(answer.headers, now)
        return _put_off(push, said, max(asked or timedelta(0), wait_before_try(push.tries)))
    return _fail(push, said)


@transaction.atomic
def _put_off(push: Push, detail: str, wait: timedelta) -> bool:
    """Try it again after a while, with all that waits for the device; what would come too late is given up."""
    at = clock.now() + wait
    Push.objects.waiting().filter(device=push.device_id, next_try_at__lt=at).update(next_try_at=at)
    if at >= push.good_until:
        return _fail(push, detail)
    if _replaced(push):
        return _end(push, detail)
    Push.objects.filter(pk=push.pk).update(asked_at=None, next_try_at=at, detail=detail[:200])
    return False


def _replaced(push: Push) -> bool:
    """Whether a later push of the same topic was written while this one was on its way."""
    return Push.objects.filter(device=push.device_id, topic=push.topic, pk__gt=push.pk).exists()


@transaction.atomic
def _fail(push: Push, detail: str) -> bool:
    """Give a push up; a device that only fails is forgotten."""
    Device.objects.filter(pk=push.device_id).update(failures=F("failures") + 1)
    Device.objects.filter(pk=push.device_id, failures__gte=MOST_FAILURES).delete()
    return _end(push, detail)


def _end(push: Push, detail: str) -> bool:
    Push.objects.filter(pk=push.pk).update(gave_up_at=clock.now(), words="", detail=detail[:200])
    return False
