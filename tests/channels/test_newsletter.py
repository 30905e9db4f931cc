"""Letters go to those who asked for them, one each, whatever happens on the way; failures and answers come back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from antiphon.channels.connector import Act, Bounds, Door, Media, Outgoing, Recipient, Reference
from antiphon.channels.connectors.newsletter import Newsletter, NewsletterCredentials
from antiphon.channels.wire.mail import bounces, read
from antiphon.lib.errors import ChannelError, Trouble
from tests.letters.mail_box import MailBox
from tests.letters.post_office import PostOffice
from tests.world import png

ADA, BEA = (
    Recipient("1", "ada@example.org", "Ada", leave="https://b.example/leave/1"),
    Recipient("2", "bea@example.org"),
)


class Memory:
    """A fence that lets through and remembers its steps, as the house does over several tries."""

    def __init__(self) -> None:
        self.opened = 0
        self.steps: dict[str, str] = {}

    def open(self) -> None:
        self.opened += 1

    def checkpoint(self, step: str, value: str = "") -> None:
        self.steps[step] = value

    def reached(self, step: str) -> str | None:
        return self.steps.get(step)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def connected(port: int, **more: str) -> Newsletter:
    typed = NewsletterCredentials(
        sender="letters@bottega.example", sender_name="La Bottega", server=f"smtp://127.0.0.1:{port}", **more
    )
    return Newsletter(typed, Door(Bounds(frozenset({"127.0.0.1"}), connect_seconds=2, total_seconds=5)))


def mailing(*recipients: Recipient, **more: Any) -> Outgoing:
    at = datetime.now(UTC)
    whole = {"text": "Buongiorno,\n\nil telaio è pronto.", "language": "it", "at": at, "title": "Novità"} | more
    return Outgoing(operation="op1", recipients=recipients, **whole)


def test_each_recipient_gets_a_letter_of_their_own(office: PostOffice) -> None:
    reference = connected(office.port).publish(mailing(ADA, BEA), (), Memory())
    assert reference == Reference("mid:op1@bottega.example", "op1@bottega.example")
    assert [letter["To"] for letter in office.arrived] == ["Ada <ada@example.org>", "bea@example.org"]
    assert {letter["Subject"] for letter in office.arrived} == {"Novità"}
    assert office.arrived[0]["Message-ID"] == "<op1.1@bottega.example>"


def test_a_letter_can_be_left_in_one_click(office: PostOffice) -> None:
    connected(office.port).publish(mailing(ADA), (), Memory())
    [letter] = office.arrived
    assert letter["List-Unsubscribe"] == "<https://b.example/leave/1>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://b.example/leave/1" in letter.get_body(("plain",)).get_content()
    assert "Per non riceverne più" in letter.get_body(("html",)).get_content()


def test_a_picture_goes_along_with_its_words(office: PostOffice, tmp_path: Path) -> None:
    (tmp_path / "loom.png").write_bytes(png())
    shown = Media(tmp_path / "loom.png", "image/png", 'A "loom"', 8, 6)
    connected(office.port).publish(mailing(ADA, media=(shown,)), (), Memory())
    html = office.arrived[0].get_body(("html",)).get_content()
    assert 'alt="A &quot;loom&quot;"' in html
    assert [part.get_content() for part in office.arrived[0].walk() if part.get_content_type() == "image/png"] == [
        png()
    ]


def test_a_server_that_breaks_off_leaves_the_rest_for_the_next_try(office: PostOffice) -> None:
    """Nobody gets two letters: who was noted is left out, who was not is written to."""
    fence, crowd = Memory(), [Recipient(str(n), f"p{n}@example.org") for n in range(6)]
    office.closes_after = 3
    with pytest.raises(ChannelError) as caught:
        connected(office.port).publish(mailing(*crowd), (), fence)
    assert caught.value.trouble == Trouble.BEFORE_SEND
    office.closes_after = None
    connected(office.port).publish(mailing(*crowd), (), fence)
    assert sorted(letter["To"] for letter in office.arrived) == [f"p{n}@example.org" for n in range(6)]


def test_somebody_of_whom_nobody_knows_gets_no_second_letter(office: PostOffice) -> None:
    fence = Memory()
    fence.checkpoint("to:1")
    connected(office.port).publish(mailing(ADA, BEA), (), fence)
    assert [letter["To"] for letter in office.arrived] == ["bea@example.org"]


def test_a_refused_address_keeps_nobody_else_from_their_letter(office: PostOffice) -> None:
    office.refusals = {"ada@example.org": "550 No such user"}
    fence = Memory()
    connected(office.port).publish(mailing(ADA, BEA), (), fence)
    assert [letter["To"] for letter in office.arrived] == ["bea@example.org"]
    assert fence.steps == {"refused:1": "550", "to:2": "", "sent:2": "250"}


def test_without_subscribers_nothing_is_sent(office: PostOffice) -> None:
    fence = Memory()
    with pytest.raises(ChannelError) as caught:
        connected(office.port).publish(mailing(), (), fence)
    assert (caught.value.trouble, fence.opened) == (Trouble.CONTENT, 0)


def test_a_server_that_is_not_there_leaves_no_doubt() -> None:
    fence = Memory()
    with pytest.raises(ChannelError) as caught:
        connected(1).publish(mailing(ADA), (), fence)
    assert (caught.value.trouble, fence.opened) == (Trouble.BEFORE_SEND, 0)


def test_a_private_mail_server_is_refused_unless_it_is_allowed(office: PostOffice) -> None:
    typed = NewsletterCredentials(sender="a@b.example", sender_name="B", server=f"smtp://127.0.0.1:{office.port}")
    with pytest.raises(ChannelError):
        Newsletter(typed, Door(Bounds())).verify()


def test_it_knows_whose_letters_these_are(office: PostOffice) -> None:
    found = connected(office.port).verify()
    assert (found.stable_id, found.handle, found.name) == (
        "mailto:letters@bottega.example", "letters@bottega.example", "La Bottega",
    )  # fmt: skip


def test_an_answer_goes_to_the_one_who_wrote(office: PostOffice) -> None:
    answer = mailing(
        reply_to=Reference("mid:q@ada.example", "q@ada.example"), reply_handle="ada@example.org", title=""
    )
    connected(office.port).publish(answer, (), Memory())
    [letter] = office.arrived
    assert (letter["To"], letter["In-Reply-To"]) == ("ada@example.org", "<q@ada.example>")
    assert letter["List-Unsubscribe"] is None


# What comes back -------------------------------------------------------------------------------------------

REPORT = b"""From: MAILER-DAEMON@mail.example
To: letters@bottega.example
Subject: Undelivered
Message-ID: <report@mail.example>
Auto-Submitted: auto-replied
Date: Sun, 22 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; Ada@example.org
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <op1.1@bottega.example>
Subject: Novita

--b--
""".replace(b"\n", b"\r\n")
ANSWER = """From: Ada <ada@example.org>
To: letters@bottega.example
Subject: Re: Novità
Message-ID: <q@ada.example>
In-Reply-To: <op1.1@bottega.example>
Date: Sun, 22 Nov 2026 09:30:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Quanto costa?

> il telaio è pronto.
""".encode().replace(b"\n", b"\r\n")


def test_a_report_says_whose_letter_failed_and_which() -> None:
    [found] = bounces(read(REPORT))
    assert (found.address, found.permanent, found.message_id) == ("ada@example.org", True, "<op1.1@bottega.example>")
    assert bounces(read(REPORT.replace(b"5.1.1", b"4.2.2")))[0].permanent is False
    assert bounces(read(ANSWER)) == []


def test_failures_and_answers_are_heard_once(office: PostOffice) -> None:
    with MailBox([REPORT, ANSWER]) as box:
        connector = connected(office.port, mailbox=f"imap://127.0.0.1:{box.port}", user="u", password="p")
        heard = connector.listen("")
        again = connector.listen(heard.cursor)
    assert [(one.act, one.actor.stable_id) for one in heard.did] == [(Act.BOUNCE, "mailto:ada@example.org")]
    [said] = heard.said
    assert (said.text, said.actor.handle, said.parent_uri) == (
        "Quanto costa?", "ada@example.org", "mid:op1@bottega.example",
    )  # fmt: skip
    assert (again.said, again.did, again.cursor) == ((), (), heard.cursor)
