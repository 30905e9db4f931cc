"""Letters are written once, sent by the worker through a real mail server, and tried again while it is away."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from antiphon.letters.actions import write_letter
from antiphon.letters.models import Letter
from antiphon.letters.queries import mail_trouble
from antiphon.letters.rules import wait_before_try
from antiphon.letters.tasks import send_letters
from antiphon.lib import clock
from tests.letters.post_office import PostOffice

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def write(key: str = "one", to: str = "anna@example.org") -> Letter | None:
    return write_letter(key, to, "Something\nneeds you", "Look at it, così.")


def test_a_letter_arrives_with_its_words(office: PostOffice) -> None:
    write()
    assert send_letters() == 1
    [arrived] = office.arrived
    assert (arrived["To"], arrived["Subject"]) == ("anna@example.org", "Something needs you")
    assert arrived.get_content().strip() == "Look at it, così."
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert Letter.objects.get().sent_at is not None


def test_one_key_is_one_letter(office: PostOffice) -> None:
    write()
    write()
    send_letters()
    write()
    send_letters()
    assert len(office.arrived) == 1


def test_an_attachment_goes_along(office: PostOffice) -> None:
    write_letter("report", "anna@example.org", "Report", "Here it is.", attachment=("october.pdf", b"%PDF-1.7"))
    send_letters()
    [part] = office.arrived[0].iter_attachments()
    assert (part.get_content_type(), part.get_content()) == ("application/pdf", b"%PDF-1.7")


def test_without_a_mail_server_nothing_is_written() -> None:
    assert write() is None
    assert Letter.objects.count() == 0


def test_a_server_that_is_away_is_tried_again(office: PostOffice, settings: Any) -> None:
    write()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.MAILERS = office.mailers_at(free.getsockname()[1])
    send_letters()
    letter = Letter.objects.get()
    assert (letter.tries, letter.sent_at, letter.gave_up_at) == (1, None, None)
    settings.MAILERS = office.mailers
    assert send_letters() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        send_letters()
    assert len(office.arrived) == 1


def test_a_server_that_says_later_is_tried_again_and_one_that_says_no_is_not(office: PostOffice) -> None:
    office.refusals = {"later@example.org": "451 Try later", "never@example.org": "550 No such user"}
    write("a", "later@example.org")
    write("b", "never@example.org")
    send_letters()
    given_up = dict(Letter.objects.values_list("to", "gave_up_at"))
    assert given_up["later@example.org"] is None
    assert given_up["never@example.org"] is not None
    assert mail_trouble(clock.now()).given_up == 1
    assert "550" in Letter.objects.get(key="b").detail


def test_after_three_days_nobody_tries_any_more(office: PostOffice) -> None:
    office.refusals = {"anna@example.org": "451 Try later"}
    write()
    with time_machine.travel(clock.now() + timedelta(days=3, hours=1)):
        send_letters()
    assert Letter.objects.get().gave_up_at is not None


def test_a_letter_that_a_dead_worker_held_is_sent_by_another(office: PostOffice) -> None:
    write()
    Letter.objects.update(lease_until=clock.now() + timedelta(minutes=5))
    assert send_letters() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert send_letters() == 1
    assert len(office.arrived) == 1


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (9, 240), (99, 240)])
def test_waits_double_up_to_four_hours(tries: int, minutes: int) -> None:
    assert wait_before_try(tries) == timedelta(minutes=minutes)
