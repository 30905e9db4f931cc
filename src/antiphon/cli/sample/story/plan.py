"""What is planned: the posts of the coming weeks and how far they are agreed, the queue, what could be said."""

from dataclasses import dataclass

from antiphon.cli.sample.story.order import BENCH, BOOK, EVENINGS, HOOKS, KNOW, PEOPLE, QUESTIONS, WELCOME


@dataclass(frozen=True)
class Planned:
    """A post to come, so many days from today at a wall time.

    `fate` is "planned" (an owner did it herself), "agreed", "asked" (waits for a yes), "changes" (somebody wants
    them), "draft", or "queued" (in the next free slot, whatever the day and hour say).
    """

    days: int
    hour: int
    text: str
    picture: str = ""
    alt: str = ""
    language: str = "en"
    on: tuple[str, ...] = ("site", "mastodon", "bluesky")
    minute: int = 0
    by: str = "bruno"
    category: str = ""
    campaign: str = ""
    fate: str = "agreed"


#: What goes out today and after by Anna's own hand: hours from now, rounded to the next quarter.
SOON = (
    (
        2,
        "Later today: how to read a plank. Bring one you do not understand.",
        "grain",
        "The grain of a chestnut plank",
        KNOW,
    ),
    (26, "Tomorrow the oven is on for the hide glue. It smells. You are warned and invited.", "", "", WELCOME),
    (74, "Chapter three needs a reader who has never held a chisel. Is that you?", "book", "An open book", QUESTIONS),
)

PLANNED = (
    Planned(
        2, 9, "The drawer won by eleven votes to nine. It opens the year; the gift closes this one.",
        "drawer", "A chest of three drawers; the middle one stands open",
        minute=30, category=QUESTIONS, campaign=EVENINGS,
    ),
    Planned(
        3, 12, "Domani sera si cambia un cavo, insieme e senza corrente. Portate la lampada che vi fa "
        "paura: {evenings}",
        "lamp", "Una lampada con la base rotonda e un cavo arrotolato",
        language="it", on=("mastodon", "bluesky"), minute=15, by="chiara", category=WELCOME, campaign=EVENINGS,
    ),
    Planned(
        5, 10, "What the lamps told us: nine cables, two plugs, and one that only wanted to be dusted.",
        on=("mastodon", "bluesky"), minute=15, by="chiara", category=BENCH, campaign=EVENINGS, fate="asked",
    ),
    Planned(
        6, 18, "Sunday at the workshop is for nobody and therefore for everybody. The stove is on from three.",
        "stove", "A small iron stove with a fire behind its door and a kettle on top",
        on=("mastodon",), category=WELCOME, fate="planned", by="anna",
    ),
    Planned(
        8, 9, "The fortieth hook is back. It was the handle of a satchel for two weeks and is the better for it.",
        "hooks", "Coat hooks on two boards, one above the other, in teal",
        minute=15, category=PEOPLE, campaign=HOOKS, fate="asked",
    ),
    Planned(
        9, 13, "The children painted what hangs on their hooks: coats, a cape, once a very small accordion.",
        "hooks", "Coat hooks on two boards, one above the other, in teal",
        on=("site", "mastodon"), minute=5, by="chiara", category=PEOPLE, campaign=HOOKS, fate="changes",
    ),
    Planned(
        10, 17, "Fourth evening: chairs. Lucía's half chair has the place of honor: {evenings}",
        "chair", "A chair with one leg shorter than the others, seen from the side",
        minute=30, category=WELCOME, campaign=EVENINGS,
    ),
    Planned(
        11, 8, "A chair leg is never too short. The other three are too long. Choose which truth is less work.",
        on=("bluesky",), minute=40, category=KNOW,
    ),
    Planned(
        12, 11, "Forty hooks, one wall, and the quietest cloakroom of the province between eight and nine. "
        "Thank you, class 2B.",
        "hooks", "Coat hooks on two boards, one above the other, in teal",
        minute=20, category=PEOPLE, campaign=HOOKS,
    ),
    Planned(
        13, 16, "Chapter three, read by somebody who had never held a chisel, now begins with: do not be "
        "polite to it.",
        "book", "An open book with lines of writing on both pages",
        on=("site", "mastodon"), minute=45, by="chiara", category=KNOW, campaign=BOOK, fate="asked",
    ),
    Planned(
        15, 9, "Solène's bases, our cables, your courage: the lamps of the third evening stand in the library "
        "window.",
        "lamp", "A lamp with a round base and a cable in a loop",
        minute=15, category=PEOPLE, campaign=EVENINGS,
    ),
    Planned(
        16, 13, "Il negozio di Ivo non esiste: esiste Ivo, il sabato mattina, con quattro tavole e il tempo "
        "di parlarne.",
        "forest", "Tronchi di castagno in autunno, uno segnato con il gesso bianco",
        language="it", on=("site", "mastodon"), by="anna", category=BENCH, fate="planned",
    ),
    Planned(
        17, 17, "Fifth evening: to wrap a tool as a gift. Paper is here, secrets you bring yourself: {evenings}",
        "gift", "A hand plane wrapped in paper, tied with string",
        minute=30, category=WELCOME, campaign=EVENINGS,
    ),
    Planned(
        19, 10, "A gift that costs nothing: ask somebody what stands broken in their house, and then listen.",
        on=("mastodon", "bluesky"), minute=10, by="anna", category=KNOW, fate="planned",
    ),
    Planned(
        20, 12, "Our prices for the new year, and why one of them went down.",
        on=("site",), by="anna", category=WELCOME, fate="draft",
    ),
    Planned(
        22, 9, "What did we mend this year? We counted, lost count, and wrote a list instead.",
        minute=30, by="chiara", category=PEOPLE, fate="draft",
    ),
    Planned(
        24, 17, "Sixth and last evening: tea. Bring the thing that you mended and the person who did not believe it.",
        "stove", "A small iron stove with a fire behind its door and a kettle on top",
        minute=30, category=WELCOME, campaign=EVENINGS,
    ),
    Planned(
        26, 11, "Il libro ha un terzo capitolo. Come i primi due, non costa niente e non finisce: {guide}",
        "book", "Un libro aperto, con righe scritte sulle due pagine",
        language="it", minute=15, by="anna", category=KNOW, campaign=BOOK, fate="planned",
    ),
    Planned(
        0, 0, "Beeswax, two parts; oil, one part; a warm window; no hurry.",
        on=("bluesky",), by="anna", category=KNOW, fate="queued",
    ),
    Planned(
        0, 0, "Chi ci presta un camino per una sera? Noi portiamo la legna, e la sediamo.",
        language="it", on=("mastodon",), by="anna", category=QUESTIONS, fate="queued",
    ),
    Planned(
        0, 0, "Tobias translated our house rules into three sentences. The third is: sweep.",
        on=("mastodon",), by="anna", category=PEOPLE, fate="queued",
    ),
)  # fmt: skip

#: What was said beside posts that wait: about which words, by whom, what; and the answer to it.
REMARKS = (
    (
        "once a very small accordion",
        "davide",
        "It is Matteo's, and everybody at school knows it. Say “an instrument”, or ask his mother first.",
        "I ask her tomorrow at the gate.",
    ),
    ("dusted", "davide", "Say “cleaned”: we do not want anybody to dust a lamp that is plugged in.", ""),
)
#: Why changes were asked for.
CHANGES = "One child can be recognized. Without that line it is lovely, and I say yes at once."
#: Who came by the review link, and what they said about the post that holds these words.
GUEST, GUEST_ABOUT, GUEST_SAID = (
    "Paola Ricci",
    "fortieth hook",
    "The satchel belonged to Emma, and Emma is proud of it. Please leave it in!",
)
#: Agreed in the past, by the words they begin with: somebody else had read them first.
AGREED_THEN = (
    "Thirty-nine hooks",
    "Thirty-one of forty",
    "Two things to write",
    "Six winter evenings",
    "Ruth's hook",
)

#: The hours that are kept for the queue: the channel, days of the week (0 is Monday), wall time, category.
SLOTS = (
    ("bluesky", (0, 2, 4), "08:40", KNOW),
    ("mastodon", (1, 5), "09:15", ""),
    ("mastodon", (3,), "17:45", QUESTIONS),
    ("site", (2,), "10:00", ""),
)

IDEAS = (
    ("bruno", "A short film of the plane, with sound only. No words, no music: the curl is the music."),
    ("chiara", "Portrait of the six-year-old who sanded the bench. What does she mend now?"),
    ("bruno", "Explain once and for all why we do not sell glue."),
)
#: Of a need that somebody voiced in these words, a draft that was begun.
NEED, OF_NEED = (
    "for bicycles",
    "Who writes a first book of mending for bicycles? Maren asked in autumn. We think that she has begun already.",
)
#: An idea that was put aside, by the words it begins with.
ASIDE = "Explain once"
