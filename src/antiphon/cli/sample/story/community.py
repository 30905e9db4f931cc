"""What people talked about among themselves: the community of Bottega Lenta, in four languages, over three months."""

from dataclasses import dataclass

RUTH_MAIL = "ruth@post.example"
#: Who came lately: handle, name and what they say of themselves; the last one has not written yet.
NEWCOMERS = {
    "jonas": ("Jonas Lind", "I inherited a house full of drawers, and none of them opens."),
    "amina": ("Amina Khelifi", "Je répare des parapluies à Lyon."),
    "hedda": ("Hedda Vogel", ""),
}
HEDDA_MAIL, HEDDA_CAME = "hedda@post.example", 1
#: Title and draft of what comes round each week, and of what is started once.
RITUAL = ("What broke this week?", "Show us what broke, and what you believe was the reason. Mine: ")
STARTER = ("Which tool would you not lend to anybody?", "I begin: ")
#: What is done for newcomers: in which words, so many days after they came, by whom in turn.
STEPS = (
    ("Greet them, and ask what they mend", 0, ("chiara", "bruno")),
    ("Ask whether they found what they looked for", 7, ("anna",)),
)
DRAFT = "Welcome! I saw that you "
#: What was said in this topic may do harm; the words of who flags it; what somebody says for the first time.
LAMP = "Which cable for a lamp that one reads by?"
HARM = "Any cable will do, and the yellow and green wire you can cut off. Mine has run like that for years."
HARM_FLAGGED = "On a lamp of metal this can kill. Somebody should say so, or take it away."
FIRST_WORDS = (
    "My grandfather’s vise",
    "It closes askew. Is that wear, or did somebody take it apart and lose a part?",
)
WELCOME = (
    "Come in. Here people who mend things talk with one another, and with us: about chairs that lean, lamps that "
    "tremble, and what to read on a bench in the evening. Write in your own language."
)
GUIDELINES = (
    "Be kind; everybody began badly. Say what you know, and what you only believe.\n"
    "Say it before you show blood, or wood that was treated with poison. Nobody sells anything here."
)


@dataclass(frozen=True)
class Circle:
    """A group: `key` names it in the story, `by` founded it `days` ago, `with_` are moderators beside them."""

    key: str
    by: str
    days: int
    name: str
    purpose: str
    visibility: str = "public"
    language: str = "en"
    interests: tuple[str, ...] = ()
    rules: str = ""
    with_: tuple[str, ...] = ()
    reading: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Said:
    """A reply: so many hours after what it answers, with what was answered to it."""

    who: str
    hours: float
    text: str
    replies: tuple["Said", ...] = ()
    answer: bool = False


@dataclass(frozen=True)
class Thread:
    """A topic: begun so many days ago at an hour of the day; `summary` is by whom and what."""

    circle: str
    days: int
    hour: int
    who: str
    title: str
    text: str
    replies: tuple[Said, ...] = ()
    kind: str = "discussion"
    language: str = "en"
    tags: tuple[str, ...] = ()
    summary: tuple[str, str] = ("", "")
    pinned: bool = False


CIRCLES = (
    Circle(
        "chairs", "bruno", 86, "Chairs and other patients",
        "What leans, squeaks or has come loose: say what it is, show how it moves, and somebody has had "
        "one like it.",
        interests=("repair", "chairs", "glue"), rules="Say how old it is, if you know. Say what you tried.",
        with_=("ruth",),
        reading=(
            ("A first book of mending", "", "Ours, and free: begin with chapter two"),
            ("The label on your glue", "", "Nobody reads it, and everything stands there"),
        ),
    ),
    Circle(
        "wood", "chiara", 84, "Legno e vernici",
        "Oli, cere, venature, stagionature: tutto quello che il legno chiede e quello che rifiuta.",
        language="it", interests=("legno", "vernici"), with_=("sandro",),
    ),
    Circle(
        "thursday", "anna", 64, "The Thursday table",
        "For those who come on Thursdays: who brings what, who takes whom along, who forgot a scarf.",
        "private", interests=("evenings",),
    ),
    Circle(
        "window", "anna", 28, "What hangs in the window in spring",
        "We prepare it in secret. Whoever is here keeps a secret well.", "hidden",
    ),
)  # fmt: skip

COFFEE_NAME = "Coffee and cups"
COFFEE_PURPOSE = (
    "What is in the cup beside the bench. The questions here came along from Coffee Stack Exchange "
    "(coffee.stackexchange.com, 2015), by those named beside them, under CC BY-SA 3.0: "
    "https://creativecommons.org/licenses/by-sa/3.0/"
)

THREADS = (
    Thread(
        "square", 88, 10, "anna", "What this place is for",
        "On the networks we call, and you answer below. Here it goes the other way too: **you** begin.\n\n"
        "- *Chairs and other patients* is for what is broken.\n- *Legno e vernici* è per il legno.\n"
        "- On the square goes what has no other place.\n\nSay hello if you like. Nobody has to.",
        (
            Said("ruth", 2, "Hello. I am a retired nurse and have never glued anything in my life.", (
                Said("bruno", 1, "That makes two hands that know how to hold something still. Welcome, Ruth."),
            )),
            Said("tobias", 5, "Hello from somebody who reads the small print. I will ask about it."),
            Said("giulia", 26, "Ciao! Scrivo in italiano, leggo tutto.", (
                Said("sandro", 3, "Allora siamo in due."),
            )),
        ),
        pinned=True,
    ),
    Thread(
        "square", 60, 18, "solene", "Qui vient de loin ?",
        "Je fais de la terre, pas du bois, et j’habite à quatre heures de train. Qui d’autre vient de loin, et "
        "comment faites-vous pour le jeudi ?",
        (
            Said("idris", 4, "À vélo jusqu’à la gare, puis le train de 14 h. J’apporte le café.", (
                Said("solene", 1, "Alors j’apporte les tasses. Il y en a toujours une de fêlée."),
            )),
            Said("chiara", 20, "Nous gardons un lit de camp à l’atelier pour qui vient de loin. "
                 "Écrivez-nous la veille."),
        ),
        language="fr", tags=("jeudi",),
    ),
    Thread(
        "square", 45, 11, "ruth", "¿Leemos juntos un libro de oficios?",
        "Quiero practicar mi español y aprender algo de las manos. Propongo un capítulo por semana, sin prisa.",
        (
            Said("marcos", 5, "Me apunto, si el libro cabe en la cocina.", (
                Said("lucia", 9, "Marcos, todos los libros buenos tienen manchas de aceite. Os busco "
                     "tres en la biblioteca."),
            )),
            Said("anna", 30, "Una buena idea. Los jueves por la tarde la mesa larga está libre, y hay "
                 "luz hasta las nueve."),
        ),
        language="es", tags=("libros",),
    ),
    Thread(
        "square", 52, 9, "bruno", "What the knot knows",
        "## Where a branch was\n\nA knot is where a branch once left the trunk. The grain flows around it as water "
        "around a stone, and that is why it is hard, why it is dark, and why it jumps out when you "
        "least want it.\n\n"
        "## What I do with it\n\nI look for it **first**. In the middle of a seat it is a friend: it "
        "has stopped moving "
        "long ago. At the edge it is a crack that waits. Between the two lies all of carpentry.\n\n"
        "> A plank without knots has grown in company. One with many has stood alone and looked about.\n\n"
        "## What I would like to know\n\nWhether others see people this way, too.",
        (
            Said("ruth", 6, "We did, on the ward. The hard ones had branches once.", (
                Said("tobias", 12, "I will read this sentence to my class tomorrow."),
                Said("bruno", 20, "Ruth, this is better than everything above it."),
            )),
            Said("sandro", 30, "Nel coro è uguale: la voce col nodo è quella che si riconosce."),
        ),
        kind="essay", tags=("grain",),
    ),
    Thread(
        "square", 9, 20, "tobias", LAMP,
        "The old one is stiff and smells. Textile looks nice, but the label says “not for luminaires with a metal "
        "body”. Does it mean mine?",
        (
            Said("davide", 14, "It does, if no third wire earths the metal. Take a cable with three "
                 "wires, and tie the "
                 "knot inside the base, so that nobody pulls at the screws.", (
                Said("tobias", 2, "Three wires. So the small print was right.", (
                    Said("davide", 1, "It mostly is. That is why it is small."),
                )),
                Said("solene", 30, "Et un pied en terre cuite, il compte comme du bois ?", (
                    Said("davide", 5, "Oui : la terre ne conduit rien, tant qu’elle est sèche."),
                )),
            ), answer=True),
            Said("maren", 3, "Mine has two wires and a wooden base. Wood may."),
            Said("marcos", 30, HARM),
        ),
        kind="question", tags=("lamps",),
    ),
    Thread(
        "chairs", 80, 15, "ruth", "The chair that leans to the left",
        "It was my mother’s. One back leg is 4 mm shorter, or the floor is. I do not dare to saw.",
        (
            Said("bruno", 3, "Do not saw. Put it on a table that is surely flat and slide a coin under "
                 "each leg: where "
                 "the coin moves, there it leans. Mostly a joint has opened, and the leg only seems short.", (
                Said("ruth", 20, "The coin moves at the back, and the rail has a gap one could post a letter in!", (
                    Said("bruno", 2, "Then it is the glue. Bring her on Thursday, she will stand "
                         "straight by nine.", (
                        Said("ruth", 50, "She stands. I sat on her through the whole news."),
                    )),
                )),
            ), answer=True),
            Said("maren", 8, "Or a beer mat. That is how the pub does it.", (
                Said("ruth", 1, "My mother would rise."),
            )),
        ),
        kind="question", tags=("chairs", "glue"),
    ),
    Thread(
        "chairs", 66, 19, "tobias", "How do I get old glue out of a joint?",
        "Brown, glassy, in every corner. Scraping takes the wood with it.",
        (
            Said("davide", 15, "If it is glassy it is hide glue: a rag with hot water and vinegar, ten "
                 "minutes, then a "
                 "tooth brush. It lets go by itself.", (
                Said("tobias", 28, "Ten minutes were forty, but then it came off like honey."),
            ), answer=True),
            Said("giulia", 4, "Un phon da capelli aiuta, se il cane dorme."),
            Said("maren", 9, "And if it is white and rubbery?", (
                Said("davide", 11, "Then it is carpenter’s glue, and warmth softens it. Water does nothing."),
            )),
        ),
        kind="question", tags=("glue",),
        summary=("tobias", ("Glassy and brown is hide glue: hot water with vinegar, ten minutes to "
             "forty, tooth brush. "
                 "White and rubbery is carpenter’s glue: warm it with a hair dryer. Never scrape.")),
    ),
    Thread(
        "chairs", 34, 17, "maren", "A bicycle saddle on a stool",
        "I put one on a stool of 1961. It is comfortable, and everybody leans forward as if it were "
        "about to leave. "
        "What would you put on a stool that is not a seat?",
        (
            Said("idris", 3, "Un bac à fleurs. Mais on s’assoit moins bien."),
            Said("solene", 5, "Une assiette. J’en ai une qui a raté le four.", (
                Said("maren", 2, "A stool for soup. I like it."),
            )),
            Said("chiara", 22, "We have the other half of that bicycle in the yard, if the stool wants "
                 "handlebars."),
        ),
        tags=("chairs",),
    ),
    Thread(
        "chairs", 12, 10, "idris", "Réparer une assise en paille",
        "Trois brins ont cédé au milieu. Faut-il tout refaire, ou peut-on n’en remplacer que trois ?",
        (
            Said("solene", 6, "Trois, c’est possible : on mouille, on torsade avec les voisins, on cache les bouts "
                 "dessous. Au-delà de dix, on refait.", (
                Said("idris", 40, "Trois brins, trois heures. Elle tient, et moi aussi."),
            ), answer=True),
            Said("bruno", 9, "Elle a raison. Et la paille doit rester humide tout le temps, sinon elle casse."),
        ),
        kind="question", language="fr", tags=("chaises",),
    ),
    Thread(
        "wood", 72, 8, "sandro", "Olio o cera per un tavolo di castagno?",
        "Ci mangiano in sei, due hanno meno di otto anni. L’olio mi piace di più, ma il vino?",
        (
            Said("anna", 4, "Olio, tre mani sottili, una al giorno. Il vino entra nella cera e ci "
                 "resta; dall’olio si "
                 "lava, e dove resta una macchia si passa un’altra mano d’olio e basta.", (
                Said("sandro", 90, "Fatto. Il vino l’ha già provato mio cognato: non si vede."),
            ), answer=True),
            Said("giulia", 7, "Cera sopra l’olio, due volte l’anno. Profuma di chiesa, però."),
        ),
        kind="question", language="it", tags=("castagno", "olio"),
        summary=("giulia", ("Olio: tre mani sottili, una al giorno. Le macchie di vino si lavano; dove "
             "restano, un’altra "
                 "mano. La cera solo sopra l’olio, per il profumo.")),
    ),
    Thread(
        "wood", 40, 21, "giulia", "Una lampada di soli scarti",
        "Base: un tappo di botte. Paralume: carta di un libro sui treni. Cavo: nuovo, ho imparato la lezione.",
        (
            Said("idris", 3, "Le papier, il chauffe ? Quelle ampoule ?", (
                Said("giulia", 1, "Una da quattro watt: resta fredda. Il libro era già freddo."),
            )),
            Said("chiara", 16, "È la più bella della stagione. La porteresti in vetrina?"),
        ),
        language="it", tags=("lampade",),
    ),
    Thread(
        "wood", 6, 9, "sandro", "Dove trovate castagno ben stagionato?",
        "Mi serve una tavola da due metri, quattro anni almeno. Dal rivenditore mi danno due e mi dicono quattro.",
        (
            Said("chiara", 5, "Da Ivo, in valle: scrive la data sulla testa di ogni tavola con il "
                 "gesso. Sabato ci andiamo, "
                 "c’è un posto in furgone.", (
                Said("sandro", 3, "Il posto è mio. Porto i panini.", (
                    Said("chiara", 1, "E io il thermos. Si parte alle sette."),
                )),
            ), answer=True),
        ),
        kind="question", language="it", tags=("castagno",),
    ),
    Thread(
        "square", 4, 17, "jonas", "A drawer that opens only when it rains",
        "In dry weather it does not move at all. I would have thought the other way round. Does wood know something?",
        (),
    ),
    Thread(
        "square", 2, 9, "amina", "Bonjour, je répare des parapluies",
        "Y a-t-il quelqu’un ici qui sait encore forger une baleine de parapluie ? Je n’en trouve plus.",
        (), language="fr",
    ),
    Thread(
        "thursday", 48, 12, "anna", "Who brings what, until the clocks change",
        "Bread and light are there. We lack cups, salt and somebody who begins the singing.",
        (
            Said("idris", 2, "J’apporte le café et un moulin à main."),
            Said("sandro", 5, "Comincio io, ma in fa."),
            Said("solene", 20, "Les tasses : douze, dont neuf droites.", (
                Said("ruth", 2, "I will take one that is not. We suit each other."),
            )),
        ),
    ),
    Thread(
        "thursday", 15, 22, "ruth", "Somebody forgot a green scarf",
        "It hung on the third clamp from the left. I have washed it, as one does.",
        (
            Said("maren", 10, "Mine! I mourned it already.", (
                Said("ruth", 1, "It comes back on Thursday, ironed."),
            )),
        ),
    ),
    Thread(
        "window", 24, 9, "anna", "Forty hooks, and what hangs on them",
        "The school has made forty hooks. In spring they hang in the window, each with a thing that "
        "somebody mended here. "
        "We tell nobody until the day before.",
        (
            Said("elena", 6, "The children ask every morning. I say: which hooks?"),
            Said("solene", 22, "J’ai trois bols recollés à l’or. Ils cherchent un crochet.", (
                Said("anna", 2, "They have one each."),
            )),
            Said("ruth", 30, "The chair does not fit on a hook. But her photograph does.", (
                Said("anna", 3, "It gets the first hook."),
            )),
        ),
        tags=("hooks",),
    ),
)  # fmt: skip
