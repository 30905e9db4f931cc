"""What the team keeps in its inbox: replies, views, and notes for each other."""

#: Name, language, words.
REPLIES = (
    (
        "When we are open",
        "en",
        "Dear {name}, the workshop is open from Tuesday to Saturday, nine to one. Come and look as you like. {agent}",
    ),
    (
        "Quando siamo aperti",
        "it",
        "Ciao {name}, il laboratorio è aperto da martedì a sabato, dalle nove all’una. Passa quando vuoi. {agent}",
    ),
    (
        "How long an order takes",
        "en",
        "Thank you for asking, {name}. A chair takes us about six weeks, a table ten. May I ask where it will stand?",
    ),
    (
        "Bring it along",
        "en",
        "Bring it to the mending evening, {name}: the last Thursday of the month, from six. We look at it together.",
    ),
)
#: Name, and filters as they stand in the address.
VIEWS = (
    ("Nobody takes care", {"care": "nobody"}),
    ("Waiting for days", {"hours": "72"}),
    ("My own", {"care": "me", "tab": "all"}),
)
#: Who writes a note, and what it says: for those who wait longest.
NOTES = (
    ("anna", "@Bruno Salis, you know this better than I do. Would you answer?"),
    ("bruno", "I have asked at the sawmill. They will tell us tomorrow."),
)
ASKED_BACK = ("anna", "The wood comes on Wednesday. I will write as soon as I have it in my hands.")
