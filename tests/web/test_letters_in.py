"""The address at which a mail server hands letters in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from antiphon.channels.actions import connect, disconnect
from antiphon.channels.models import Channel
from antiphon.conversations.models import Message
from antiphon.lib.errors import Refusal
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.web.pages.letters_in import letters_address
from tests.channels.test_mail import letter
from tests.letters.post_office import PostOffice
from tests.web.readers import page, signed_in
from tests.world import World


@pytest.fixture
def mail(world: World, settings: Any) -> Iterator[Channel]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with PostOffice() as office:
        typed = {
            "sender": "hello@bottega.example",
            "sender_name": "Bottega",
            "server": f"smtp://127.0.0.1:{office.port}",
        }
        yield connect(world.anna, "mail", typed)


def test_a_letter_is_kept_once_however_often_it_is_handed_in(mail: Channel) -> None:
    raw = letter().as_bytes()
    for _time in range(2):
        answer = Client().post(letters_address(mail), raw, content_type="message/rfc822")
        assert answer.status_code == 204
    message = Message.objects.get()
    assert (message.text, message.conversation.waiting_on) == ("Opening hours\n\nWhen do you open?", "us")
    assert message.conversation.calls_to_answer.get().kind == "mail"


@pytest.mark.parametrize("field", ["email", "body-mime"])
def test_mail_services_send_a_form(mail: Channel, field: str) -> None:
    assert Client().post(letters_address(mail), {field: letter().as_string()}).status_code == 204
    assert Message.objects.count() == 1


def test_a_large_letter_is_read_as_far_as_its_words(mail: Channel) -> None:
    large = letter()
    large.add_attachment(b"x" * 3_000_000, maintype="application", subtype="pdf", filename="book.pdf")
    answer = Client().post(letters_address(mail), large.as_bytes(), content_type="message/rfc822")
    assert answer.status_code == 204
    assert "When do you open?" in Message.objects.get().text


def test_a_wrong_address_and_that_of_a_channel_which_ended_take_nothing(world: World, mail: Channel) -> None:
    address = letters_address(mail)
    assert Client().post("/letters/guess/", b"x", content_type="text/plain").status_code == 404
    assert Client().get(address).status_code == 405
    disconnect(world.anna, mail)
    assert Client().post(address, letter().as_bytes(), content_type="message/rfc822").status_code == 404
    assert not Message.objects.exists()


def test_the_page_of_channels_shows_the_address_to_who_connects(world: World, mail: Channel) -> None:
    assert letters_address(mail) in page(signed_in(world.anna), "/b/bottega/channels/").words
    assert letters_address(mail) not in page(signed_in(world.bruno), "/b/bottega/channels/").words


def test_mail_is_no_place_for_posts(world: World, mail: Channel) -> None:
    assert "hello@bottega.example" not in page(signed_in(world.anna), "/b/bottega/posts/new/").words
    with pytest.raises(Refusal, match="only to who wrote first"):
        compose(world.anna, Draft("Buy!", [mail], "en"), Moment())
