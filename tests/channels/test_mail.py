"""Letters to the brand's own address are heard in their threads and answered, whatever strangers send."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from antiphon.channels.connector import Act, Bounds, Door, Outgoing, Reference
from antiphon.channels.connectors.mail import Mail, MailCredentials
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from tests.channels.test_newsletter import Memory
from tests.letters.mail_box import MailBox
from tests.letters.post_office import PostOffice


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def connected(port: int = 9, **more: str) -> Mail:
    typed = MailCredentials(
        sender="hello@bottega.example", sender_name="La Bottega", server=f"smtp://127.0.0.1:{port}", **more
    )
    return Mail(typed, Door(Bounds(frozenset({"127.0.0.1"}), connect_seconds=2, total_seconds=5)))


def letter(text: str = "When do you open?", **head: str) -> EmailMessage:
    made = EmailMessage()
    whole = {"From": "Mia Verdi <mia@home.example>", "To": "hello@bottega.example", "Subject": "Opening hours",
             "Date": "Fri, 06 Mar 2026 10:00:00 +0100", "Message_ID": "<m1@home.example>"} | head  # fmt: skip
    for name, value in whole.items():
        if value:
            made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def answered(**more: str) -> Outgoing:
    upon = Reference("mid:m1@home.example", "m1@home.example", version="Opening hours")
    whole = {"reply_handle": "mia@home.example"} | more
    return Outgoing("op1", "At nine.", "en", datetime.now(UTC), reply_to=upon, reply_root=upon, **whole)  # type: ignore[arg-type]


def test_a_letter_is_heard_with_its_subject_and_its_sender() -> None:
    (said,) = connected().handed_in(letter().as_bytes())
    assert (said.act, said.reference.uri, said.actor.stable_id) == (
        Act.DIRECT,
        "mid:m1@home.example",
        "mailto:mia@home.example",
    )
    assert said.text == "Opening hours\n\nWhen do you open?"
    assert said.at == datetime(2026, 3, 6, 9, tzinfo=UTC)


def test_letters_that_answer_each_other_are_one_thread() -> None:
    again = letter("And on Sunday?", Message_ID="<m3@home.example>", In_Reply_To="<op1@bottega.example>",
                   References="<m1@home.example> <op1@bottega.example>", Subject="Re: Opening hours")  # fmt: skip
    (said,) = connected().handed_in(again.as_bytes())
    assert (said.act, said.text) == (Act.REPLY, "And on Sunday?")
    assert (said.parent_uri, said.root_uri) == ("mid:op1@bottega.example", "mid:m1@home.example")


def test_the_mailbox_is_read_on_from_where_it_was_left(office: PostOffice) -> None:
    letters = [letter().as_bytes(), letter("Hello?", Message_ID="<m2@home.example>").as_bytes()]
    with MailBox(letters) as box:
        mail = connected(office.port, mailbox=f"imap://127.0.0.1:{box.port}")
        assert mail.verify().handle == "hello@bottega.example"
        heard = mail.listen("")
        assert [one.reference.id for one in heard.said] == ["m1@home.example", "m2@home.example"]
        assert mail.listen(heard.cursor).said == ()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Thanks!\n\nOn Mon, 3 Mar 2026 at 10:00, Anna <a@b.example> wrote:\n> When?", "Thanks!"),
        ("Grazie\n\nIl giorno lun 3 mar 2026 alle 10:00 Anna\n<a@b.example> ha scritto:\n> Quando?", "Grazie"),
        ("Gracias\n\nEl lun, 3 mar 2026 a las 10:00, Anna (<a@b.example>) escribió:\n> ¿Cuándo?", "Gracias"),
        ("Merci\n\nLe lun. 3 mars 2026 à 10:00, Anna <a@b.example> a écrit :\n> Quand ?", "Merci"),
        ("Ok\n\n-----Original Message-----\nFrom: Anna\n\nold words", "Ok"),
        ("I wrote:\nthree letters", "I wrote:\nthree letters"),
        ("On Mon, Anna <a@b.example> wrote:\n> When?\n\nAt nine.\n> Where?\nHere.", "At nine.\nHere."),
        ("Le lun., Anna <a@b.example> a écrit :\n\nQuand ?", "Le lun., Anna <a@b.example> a écrit :\n\nQuand ?"),
        ("Yes\n\nOn Mon, Anna <a@b.example> wrote:\n\nWhen?", "Yes"),
    ],
)
def test_what_is_answered_is_left_out_in_four_languages(written: str, kept: str) -> None:
    (said,) = connected().handed_in(letter(written, Subject="").as_bytes())
    assert said.text == kept


def test_two_hundred_levels_of_quotes_are_one_answer() -> None:
    levels = "".join(f"{'> ' * n}On Mon, X <x@y.example> wrote:\n{'> ' * n}line {n}\n" for n in range(1, 201))
    (said,) = connected().handed_in(letter(f"Yes.\n{levels}", Subject="").as_bytes())
    assert said.text == "Yes."


def test_a_letter_of_html_is_words_without_script_and_quotes() -> None:
    made = letter()
    made.set_content(
        "<p>Hello</p><script>alert(1)</script>" + "<blockquote>old " * 200 + "</blockquote>" * 200, subtype="html"
    )
    (said,) = connected().handed_in(made.as_bytes())
    assert said.text == "Opening hours\n\nHello"


def test_a_million_marks_take_no_time() -> None:
    started = time.process_time()
    connected().handed_in(letter("On " * 300_000 + "wrote").as_bytes())
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * 3_000 + b"\r\n\r\nhi",
        b"From: mia@home.example\r\nMessage-ID: <" + b"[" * 3_000 + b">\r\n\r\nhi",
        b"From: mia@home.example\r\nContent-Type: text/plain; " + b"a=b; " * 20_000 + b"\r\n\r\nhi",
        b"From: mia@home.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 50_000,
        b"From: m@h.example\r\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
                                            for n in range(1_500)),
    ],
    ids=["brackets", "name", "parameters", "tags", "parts"],
)  # fmt: skip
def test_no_letter_however_ill_made_keeps_the_next_from_being_heard(raw: bytes) -> None:
    started = time.process_time()
    assert len(connected().handed_in(raw)) <= 1
    assert time.process_time() - started < 5


def test_a_word_before_a_colon_is_no_mark_of_an_answer() -> None:
    (said,) = connected().handed_in(letter(Subject="Your order: delay").as_bytes())
    assert said.reference.version == "Your order: delay"


def test_files_are_named_and_one_that_runs_is_marked() -> None:
    made = letter()
    made.add_attachment(b"x" * 2000, maintype="application", subtype="pdf", filename="offer.pdf")
    made.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="invoice.pdf.exe")
    (said,) = connected().handed_in(made.as_bytes())
    assert said.text.endswith("⌁ offer.pdf (2 KB)\n⚠ invoice.pdf.exe (1 KB)")
    assert said.pictures == ()


def test_a_forged_sender_is_nobody_whom_we_know_and_gets_no_answer(office: PostOffice) -> None:
    told = "mx.bottega.example; dmarc=fail (p=reject) header.from=home.example; spf=fail; dkim=none"
    (said,) = connected().handed_in(letter(Authentication_Results=told).as_bytes())
    assert (said.actor.stable_id, said.actor.name) == ("mailto:forged:mia@home.example", "")
    with pytest.raises(ChannelError) as caught:
        connected(office.port).publish(answered(reply_handle=said.actor.handle), (), Memory())
    assert (caught.value.trouble, office.arrived) == (Trouble.CONTENT, [])


@pytest.mark.parametrize(
    "head",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Unsubscribe": "<https://x.example>"},
        {"From": ""},
    ],
)
def test_nobody_waits_behind_a_machine(head: dict[str, str]) -> None:
    assert connected().handed_in(letter(**head).as_bytes()) == ()


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00garbage", b"From: \xe9 <x@y.example>\nDate: never\n\n\xff\xff"])
def test_what_is_hardly_a_letter_breaks_nothing(raw: bytes) -> None:
    assert len(connected().handed_in(raw)) <= 1


def test_a_clock_that_runs_ahead_is_now() -> None:
    (said,) = connected().handed_in(letter(Date="Fri, 06 Mar 2099 10:00:00 +0100").as_bytes())
    assert said.at <= datetime.now(UTC)


def test_an_answer_names_the_letter_that_it_answers(office: PostOffice) -> None:
    fence = Memory()
    reference = connected(office.port).publish(answered(), (), fence)
    [sent] = office.arrived
    assert (reference.uri, fence.opened) == ("mid:op1@bottega.example", 1)
    assert (sent["To"], sent["Subject"], sent["In-Reply-To"]) == (
        "mia@home.example",
        "Re: Opening hours",
        "<m1@home.example>",
    )
    assert (sent["References"], sent["Message-ID"]) == ("<m1@home.example>", "<op1@bottega.example>")


def test_nobody_is_written_to_who_did_not_write_first(office: PostOffice) -> None:
    fence = Memory()
    with pytest.raises(ChannelError):
        connected(office.port).publish(Outgoing("op1", "Buy!", "en", datetime.now(UTC)), (), fence)
    assert (office.arrived, fence.opened) == ([], 0)


def test_a_refused_recipient_is_a_no_and_silence_after_the_words_is_doubt(office: PostOffice) -> None:
    office.refusals = {"mia@home.example": "550 No such user"}
    fence = Memory()
    with pytest.raises(ChannelError) as caught:
        connected(office.port).publish(answered(), (), fence)
    assert (caught.value.trouble, fence.opened) == (Trouble.CONTENT, 0)
    office.refusals = {}
    office.closes_on_words = True
    with pytest.raises(UnknownAfterSend):
        connected(office.port).publish(answered(), (), Memory())
