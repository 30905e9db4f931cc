"""The quieter posts of the last three months: tips, small news, invitations."""

from antiphon.cli.sample.story.order import BENCH, EVENINGS, HOOKS, KNOW, OIL, PEOPLE, WELCOME
from antiphon.cli.sample.story.telling import Call, Line

#: What is worth saying again: the pool of the evergreen series.
TIPS = (
    Call(
        89, 8, "A plank remembers the tree. Look for the knot first and decide where it shall sit: a knot in "
        "the middle of a seat is a friend, a knot at the edge is a crack that waits.",
        "grain", "The grain of a chestnut plank, with one dark knot right of the middle",
        on="bluesky", minute=40, at_home=False, by="bruno", category=KNOW, likes=3,
    ),
    Call(
        78, 8, "Sand with the grain, and stop one paper before you think you should. Wood wants to stay wood.",
        on="bluesky", minute=40, at_home=False, by="bruno", category=KNOW, likes=2,
    ),
    Call(
        70, 8, "A drawer that sticks wants wax, not force. The end of a candle will do.",
        "drawer", "A chest of three drawers; the middle one stands open",
        on="bluesky", minute=40, at_home=False, by="bruno", category=KNOW, likes=4, shares=2,
    ),
    Call(
        59, 8, "Before you give a lamp up, look at its plug. Very often only the plug is tired.",
        "lamp", "A lamp with a round base and a cable in a loop",
        on="bluesky", minute=40, at_home=False, by="chiara", category=KNOW, likes=2,
    ),
    Call(
        47, 8, "Glue likes company: two small clamps hold better than one that is too strong.",
        on="bluesky", minute=40, at_home=False, by="bruno", category=KNOW, likes=3, shares=1,
    ),
    Call(
        35, 8, "Uno scalpello è affilato quando non fa rumore. Prima di spingere, ascolta.",
        language="it", on="bluesky", minute=40, at_home=False, by="chiara", category=KNOW, likes=3,
    ),
    Call(
        21, 8, "Two things to write on the underside of every table: the year, and who held the other end.",
        "underside", "The underside of a table with a year and two names written in pencil",
        on="bluesky", minute=40, at_home=False, by="bruno", category=KNOW, likes=5, shares=2,
    ),
)  # fmt: skip

NOTES = (
    *TIPS,
    Call(
        86, 12, "Today's patient: a stool from 1961, three legs, one opinion. We listened, and then we glued.",
        "stool", "A round stool with three legs, one of them held by a clamp",
        on="mastodon", minute=15, by="chiara", category=BENCH, likes=3,
    ),
    Call(
        83, 18, "Which smell means workshop to you: glue, cut pine, or the coffee that everybody forgot?",
        minute=20, category=PEOPLE, likes=4,
        lines=(
            Line("ruth", "The coffee. It was there in every ward, too.", hours=1.5),
            Line("solene", "La terre mouillée, mais je triche : c'est mon atelier.", hours=3),
            Line("us", "Wet clay is admitted. Bring some on Thursday, we trade it for pine.", 1, 5),
        ),
    ),
    Call(
        75, 13, "Marcos cooked for eleven on the glue day. The recipe: chickpeas, rosemary, patience, in that order.",
        minute=5, by="chiara", category=PEOPLE, likes=5, at_home=False,
        lines=(
            Line("marcos", "La paciencia va primero. Lo demás se perdona.", hours=2),
            Line("us", "El romero también lo dice. Gracias por los once platos, Marcos.", 0, 3),
        ),
    ),
    Call(
        67, 17, "Oggi abbiamo segato solo al mattino: al pomeriggio il coro prova nel cortile, e un si bemolle "
        "non si taglia.",
        language="it", on="mastodon", minute=30, by="chiara", category=BENCH, likes=4, shares=1, at_home=False,
        lines=(
            Line("sandro", "Il si bemolle ringrazia, e anche il tenore.", hours=1),
            Line("us", "Al tenore teniamo aperta la finestra.", 0, 2),
        ),
    ),
    Call(
        61, 9, "Forty hooks, first plank cut. The children chose the order of the colors. There is a lot of teal.",
        "hooks", "Coat hooks on two boards, one above the other, in teal",
        minute=15, by="bruno", category=BENCH, campaign=HOOKS, likes=5, shares=1,
    ),
    Call(
        54, 11, "One row of hooks at 95 centimeters, one at 110. From down there the world is made of coats.",
        on="mastodon", minute=40, by="bruno", category=BENCH, campaign=HOOKS, likes=4, at_home=False,
    ),
    Call(
        46, 10, "Both chapters of our book are in one file now: how to choose a plank, how not to be afraid of a "
        "joint. Free. Leave us an address and it comes to you: {guide}",
        "book", "An open book with lines of writing on both pages",
        minute=30, by="bruno", category=KNOW, likes=6, shares=3,
        lines=(
            Line("idris", "Je l'ai imprimé recto verso pour le train. Les nœuds sont superbes.", hours=4),
            Line("us", "Merci ! Solène va rougir.", 0, 6),
            Line("maren", "I need this for bicycles. Who writes it?", hours=9),
            Line("us", "You, on a Thursday, and we hold the pen. We put it on the list.", 2, 22),
        ),
    ),
    Call(
        45, 10, "In ten days we oil the library bench again, as promised in spring. Who brings a brush?",
        "oil", "A can of oil with a broad brush lying across it",
        minute=20, category=WELCOME, campaign=OIL, likes=3,
        lines=(Line("marcos", "Yo. Y pan para después.", hours=2), Line("us", "Contamos con los dos.", 0, 3)),
    ),
    Call(
        43, 16, "Ivo's wood in autumn: he marks a tree with chalk in spring, looks at it all summer, and in "
        "autumn mostly leaves it standing. From the four he did cut come your shelves of next year.\n\nWe went "
        "with eleven singers and one dog. The dog found the best plank.",
        "forest", "Bare chestnut trunks in autumn, one of them marked with white chalk",
        on="home", minute=45, by="chiara", category=BENCH,
    ),
    Call(
        38, 9, "L'olio è arrivato: cinque litri, profumo di noce, un'etichetta che si legge solo con gli occhiali "
        "di Sandro.",
        "oil", "Una latta d'olio con un pennello largo appoggiato sopra",
        language="it", minute=30, by="chiara", category=BENCH, campaign=OIL, likes=3,
    ),
    Call(
        29, 13, "Thirty-one of forty hooks are sanded. The other nine are being discussed.",
        minute=20, by="bruno", category=BENCH, campaign=HOOKS, likes=4, at_home=False,
    ),
    Call(
        23, 17, "Six winter evenings, sixteen places each: saw, drawer, lamp, chair, gift, tea. The list lies "
        "open from today: {evenings}",
        "poster", "A poster that reads: winter evenings, six times, Thursdays at seven, Bottega Lenta",
        minute=50, by="bruno", category=WELCOME, campaign=EVENINGS, likes=6, shares=4,
        lines=(
            Line("giulia", "La prima è la mia. Tremo.", hours=1),
            Line("us", "Anche noi, la prima volta. Ti teniamo la sedia.", 0, 2),
            Line("lucia", "¿Hay sitio en la de la silla? Necesito dos plazas.", hours=5),
            Line("us", "Dos plazas con tu nombre. Trae la media silla.", 2, 8),
        ),
    ),
    Call(
        15, 9, "Ruth's hook hangs. Her name is on the back, where only she knows.",
        on="mastodon", minute=15, by="chiara", category=PEOPLE, campaign=HOOKS, likes=6, shares=1, at_home=False,
    ),
    Call(
        13, 12, "So many of you asked that we drew it as a sheet: what a mended chair costs, in wood, hours and "
        "conversation. Print it, change it, hang it up: {costs}",
        "chair", "A chair with one leg shorter than the others, seen from the side",
        minute=30, by="bruno", category=KNOW, likes=5, shares=3,
    ),
    Call(
        9, 18, "Alla seconda serata restano quattro posti. Si impara il cassetto, e a non imprecare: {evenings}",
        language="it", on="bluesky", minute=15, by="chiara", category=WELCOME, campaign=EVENINGS, likes=3,
        at_home=False,
    ),
    Call(
        7, 13, "Thirty-nine hooks hang. The fortieth went home with somebody who needed it more.",
        "hooks", "Coat hooks on two boards, one above the other, in teal",
        on="mastodon", minute=10, by="bruno", category=BENCH, campaign=HOOKS, likes=5, at_home=False,
    ),
    Call(
        4, 9, "The stove is lit for the first time this winter. It takes an hour, two newspapers and one argument.",
        "stove", "A small iron stove with a fire behind its door and a kettle on top",
        minute=30, by="chiara", category=BENCH, likes=4,
        lines=(Line("tobias", "Who won the argument?", hours=2), Line("us", "The newspaper.", 0, 2.5)),
    ),
)  # fmt: skip

#: Said every week at the same hour on Mastodon, at last so many weeks in a row.
EVERY_WEEK = "Open workshop today from five to eight. Bring what wobbles; we hold the other end."
WEEKS = 9

#: What did not go out as it should: while the house slept, and because a network said no.
MISSED = Call(
    3, 11, "Saturday is for drawing joints with Ruth. Pencils are here, erasers too: a joint is mostly eraser.",
    on="mastodon", minute=15, by="bruno", category=WELCOME, likes=3, at_home=False,
)  # fmt: skip
REFUSED = Call(
    1, 17, "Third winter evening: the lamp. Bring one that frightens you. {evenings}",
    "lamp", "A lamp with a round base and a cable in a loop",
    on="mastodon", minute=40, by="bruno", category=WELCOME, campaign=EVENINGS, likes=4, at_home=False,
)  # fmt: skip
