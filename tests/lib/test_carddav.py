"""What an address book server may answer, and where the password never goes."""

import pytest

from antiphon.lib.bounds import Bounds
from antiphon.lib.carddav import Server, ServerTrouble, Trouble, books_at, found_in
from antiphon.lib.carddav.answers import NotXml
from antiphon.people.rules.card_edits import edited
from antiphon.people.rules.vcards import read_cards
from tests.webpages import small_web

BOMB = b'<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]><multistatus xmlns="DAV:">&y;</multistatus>'


@pytest.mark.parametrize("body", [b"", b"<html/>", b"<multistatus", BOMB, "<!DOCTYPE a><a/>".encode("utf-16")])
def test_what_is_no_answer_or_declares_anything_is_refused(body: bytes) -> None:
    with pytest.raises(NotXml):
        found_in(body, "https://home.example/")


def test_what_stands_at_another_host_is_left_out() -> None:
    body = (
        b'<multistatus xmlns="DAV:"><response><href>https://evil.example/a.vcf</href></response>'
        b"<response><href>/b.vcf</href><status>HTTP/1.1 404 Gone</status></response></multistatus>"
    )
    assert [(one.path, one.status) for one in found_in(body, "https://home.example/x/").found] == [("/b.vcf", 404)]


def test_what_would_lead_to_another_host_or_nowhere_is_left_out() -> None:
    hrefs = ("https://home.example//evil.example/a/", "http://[", "https://[::1", f"/{'a' * 1000}", "/b.vcf")
    told = "".join(f"<response><href>{one}</href></response>" for one in hrefs)
    body = f'<multistatus xmlns="DAV:">{told}</multistatus>'.encode()
    assert [one.path for one in found_in(body, "https://Home.example:443/x/").found] == ["/b.vcf"]


@pytest.mark.parametrize("location", ["http://[", "https://anna@home.example/"])
def test_a_redirect_to_what_is_no_address_is_a_trouble_of_the_server(location: str) -> None:
    with small_web() as home:
        home.answers["/"] = (307, {"Location": location}, b"")
        bounds = Bounds(frozenset({home.place}))
        with Server(f"{home.url}/", "anna", "secret", bounds) as server, pytest.raises(ServerTrouble) as trouble:
            books_at(server, f"{home.url}/")
        assert trouble.value.trouble == Trouble.ELSEWHERE


def test_a_host_that_no_name_can_be_is_a_trouble_of_the_server() -> None:
    address = f"https://{'a' * 64}.example/"
    with Server(address, "anna", "secret", Bounds(frozenset())) as server, pytest.raises(ServerTrouble) as trouble:
        books_at(server, address)
    assert trouble.value.trouble == Trouble.UNREACHABLE


def test_what_a_server_does_not_list_to_its_end_is_not_taken_for_all() -> None:
    one = '<response><href>/a.vcf</href><propstat><prop><getetag>"1"</getetag></prop><status>HTTP/1.1 200 OK</status>'
    full = "<response><href>/book/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
    told = f'<multistatus xmlns="DAV:">{one}</propstat></response>{full}<sync-token>t</sync-token></multistatus>'
    with small_web() as home:
        home.answers["/book/"] = (207, {"Content-Type": "application/xml"}, told.encode())
        with Server(f"{home.url}/", "anna", "secret", Bounds(frozenset({home.place}))) as server:
            listed = server.listed(f"{home.url}/book/", "")
        assert (dict(listed.etags), listed.whole) == ({"/a.vcf": '"1"'}, False)
        home.answers["/book/"] = (207, {"Content-Type": "application/xml"}, told.replace(full, "").encode())
        with Server(f"{home.url}/", "anna", "secret", Bounds(frozenset({home.place}))) as server:
            assert server.listed(f"{home.url}/book/", "").whole


def test_a_password_follows_no_redirect_to_another_host() -> None:
    with small_web() as home, small_web() as elsewhere:
        home.answers["/"] = (307, {"Location": f"{elsewhere.url}/steal"}, b"")
        bounds = Bounds(frozenset({home.place, elsewhere.place}))
        with Server(f"{home.url}/", "anna", "secret", bounds) as server, pytest.raises(ServerTrouble) as trouble:
            books_at(server, f"{home.url}/")
        assert (trouble.value.trouble, trouble.value.detail) == (Trouble.ELSEWHERE, f"{elsewhere.url}/steal")
        assert elsewhere.asked == []


def test_only_what_changed_is_edited_in_a_card_of_any_version() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8:Conti;Dora;;Dr.;\r\nitem1.FN;ENCODING=QUOTED-PRINTABLE:Dora=\r\n"
        "=20Conti\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
    )
    made = edited(card, {"name": "Dora; Verdi", "phones": ["+390669821234"], "organization": "Caffè"})
    assert "PHOTO;ENCODING=b:AAAA\r\n BBBB\r\n" in made
    (read,) = read_cards(made.splitlines(keepends=True))
    told = (read.name, read.given, read.family, read.phones, read.organization)  # type: ignore[union-attr]
    assert told == ("Dora; Verdi", "Dora;", "Verdi", ("+390669821234",), "Caffè")
    assert "Dr." in made
