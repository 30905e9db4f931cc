"""Address books handed in, for the tests of imports."""

import json

from django.core.files.base import ContentFile

from antiphon.organizations.models import Member
from antiphon.people.actions.importing import approve, hand_in, set_columns
from antiphon.people.models import ContactImport
from antiphon.people.tasks import import_all

LINKEDIN = """Notes:
"When exporting your connection data, you may notice, that some addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Dora,Conti,https://www.linkedin.com/in/dora-conti,,Bottega,Weaver,12 Mar 2024
"""
MASTODON = """Account address,Show boosts,Notify on new posts,Languages
doraconti@town.example,true,false,
not an address,true,false,
"""
_POSTS = [
    (
        "2024-03-01T10:00:00Z",
        [("doraconti", "https://town.example/users/doraconti"), ("anna", "https://town.example/users/anna")],
    ),
    ("2024-04-02T10:00:00Z", [("doraconti@town.example", "https://town.example/users/doraconti")] * 2),
    (
        "2024-02-02T10:00:00Z",
        [("ada@hill.example", "https://hill.example/u/1"), ("", "javascript:x"), ("x", "http://[")],
    ),
]
OUTBOX = json.dumps(
    {
        "type": "OrderedCollection",
        "orderedItems": [
            {
                "type": "Create",
                "actor": "https://town.example/users/anna",
                "object": {
                    "published": at,
                    "tag": [{"type": "Mention", "name": f"@{name}", "href": href} for name, href in spoken],
                },
            }
            for at, spoken in _POSTS
        ]
        + ["https://elsewhere.example/1", {"type": "Announce", "object": "https://hill.example/2"}],
    }
)
TABLE = "Cognome;Nome;E-mail;Telefono;Società\nPerù;Niccolò;nico@casa.example;06 69821234;Caffè Così\n"
CARDS = """BEGIN:VCARD
VERSION:3.0
N:Conti;Dora;;;
FN:Dora
  Conti
item1.EMAIL;type=INTERNET:dora@home.example
TEL:+39 06 69821234
NOTE:one\\, two\\nthree
BDAY:1980-05-17
END:VCARD
""".replace("\n", "\r\n")


def handed_in(by: Member, told: str | bytes, name: str = "book.csv", region: str = "") -> ContactImport:
    """Hand an address book in and let it be looked through, its columns as they are guessed."""
    made = hand_in(by, name, ContentFile(told.encode() if isinstance(told, str) else told))
    if made.stage == "columns":
        set_columns(by, made, made.columns, region)
    import_all()
    made.refresh_from_db()
    return made


def brought_in(by: Member, told: str | bytes, name: str = "book.csv", region: str = "") -> ContactImport:
    """Hand an address book in and bring its people into the book."""
    made = handed_in(by, told, name, region)
    approve(by, made, purpose="To ask about the fair", source="The fair of May")
    import_all()
    made.refresh_from_db()
    return made
