"""What happened at Bottega Lenta, an invented workshop that builds furniture and teaches repair.

Nobody here is anybody. Days are counted back from the day on which the sample is made.
"""

from dataclasses import dataclass

ORGANIZATION = "Bottega Lenta"
BRAND = "Bottega Lenta"
SLUG = "bottega-lenta"
ABOUT = "A workshop in Lucca that builds furniture slowly and teaches people to mend their own."
ZONE = "Europe/Rome"
OWNER_NAME = "Anna Conti"
OWNER_MAIL = "anna@bottega-lenta.example"
OWNER_PASSWORD = "antiphon-demo"  # noqa: S105  of a throw-away folder on this machine, said aloud when the demo starts


@dataclass(frozen=True)
class Line:
    """What somebody said: `who` is a townsperson or "us"; `to` the index of the line it answers (-1: the post)."""

    who: str
    text: str
    to: int = -1
    hours: float = 2.0


@dataclass(frozen=True)
class Call:
    """A post of the brand, so many days ago at an hour of the day, with what came of it on one network."""

    days: int
    hour: int
    text: str
    picture: str = ""
    alt: str = ""
    language: str = "en"
    on: str = "both"
    lines: tuple[Line, ...] = ()
    likes: int = 2
    shares: int = 0


CALLS = (
    Call(
        152,
        9,
        "We open the workshop to the street from today. Bring a chair that wobbles; we will not mend it for "
        "you, but we will show you how. Thursdays from five.",
        "chair",
        "A drawing of a chair with one leg too short",
        lines=(
            Line("maren", "Do you take stools? Mine has been leaning since spring.", hours=1.2),
            Line("us", "Stools, benches, anything with legs. Bring it on Thursday, we keep a place for you.", 0, 3.0),
            Line("maren", "Then I will be there at five. It has waited long enough.", 1, 4.5),
            Line("ruth", "I can hold a plank steady, if that is a skill you need.", hours=20),
            Line("us", "It is the skill we need most. Come and hold.", 3, 22),
        ),
        likes=4,
        shares=2,
    ),
    Call(
        146,
        18,
        "Il legno di castagno che usiamo viene da dodici chilometri da qui. Chi lo taglia si chiama Ivo e non "
        "ha fretta nemmeno lui.",
        "grain",
        "Le venature di una tavola di castagno",
        "it",
        lines=(
            Line("sandro", "Si può visitare il bosco? Porterei i ragazzi del coro.", hours=5),
            Line("us", "Sì, il primo sabato del mese. Scrivici quanti siete e lo diciamo a Ivo.", 0, 8),
            Line("sandro", "Siamo in undici, più un cane.", 1, 30),
            Line("us", "Undici e un cane: fatto. Scarpe grosse!", 2, 31),
        ),
        likes=3,
    ),
    Call(
        140,
        12,
        "A question we cannot answer alone: should the next course be about chairs or about lamps? Tell us "
        "what stands broken in your house.",
        lines=(
            Line("tobias", "Lamps. Everybody is afraid of electricity and nobody of glue.", hours=2),
            Line("lucia", "Chairs, please. I have four and a half.", hours=4),
            Line("giulia", "Lamps! And how to choose a cable that is not ugly.", 0, 6),
            Line("solene", "If it is lamps, I can bring ceramic bases that cracked in the kiln.", 2, 9),
            Line(
                "us",
                "Lamps it is, with Solène's cracked bases. Would somebody explain cables with us, Giulia?",
                3,
                26,
            ),
            Line("giulia", "I would, if I may be bad at it the first time.", 4, 28),
            Line("us", "Badly is how all of us began. See you on the 20th.", 5, 30),
        ),
        likes=5,
        shares=1,
    ),
    Call(
        133,
        10,
        "The bench outside the library is back. Nine people sanded it, one of them is six years old.",
        "bench",
        "A long bench in front of a wall",
        likes=5,
        shares=2,
        lines=(
            Line("lucia", "I see it from my desk. It was never this smooth.", hours=3),
            Line("marcos", "¿La madera aguantará el invierno?", hours=7),
            Line("us", "Sí: tres manos de aceite, y en octubre otra. ¿Nos ayudas con la de octubre?", 1, 9),
            Line("marcos", "Cuenten conmigo.", 2, 12),
            Line("us", "Hecho. Te avisamos con una semana.", 3, 14),
        ),
    ),
    Call(
        127,
        17,
        "Lamp evening, first of three: what a fuse is for, and why the old cable smelled.",
        "lamp",
        "A lamp with a round base and a cable in a loop",
        likes=3,
        lines=(
            Line("idris", "Est-ce que le cours est aussi en français ?", hours=2.5),
            Line("us", "Le mardi, oui, avec Solène. Il reste deux places.", 0, 4),
            Line("idris", "J'en prends une !", 1, 4.6),
            Line("tobias", "I learned that I had been lucky for eleven years.", hours=30),
            Line("us", "So had the lamp. It will outlive us both now.", 3, 32),
        ),
    ),
    Call(
        120,
        9,
        "Glue takes a night. We put a second table in the yard so that waiting has a place to sit.",
        likes=2,
        on="mastodon",
        lines=(
            Line("ruth", "This is the best sentence I read this week.", hours=6),
            Line("us", "It came to us while waiting.", 0, 7),
        ),
    ),
    Call(
        112,
        11,
        "We wrote down what a mended chair costs: two hours, four euros of wood, and one conversation. The "
        "list stands on our pages, change it if yours was different.",
        "table",
        "A table seen from above with three cups",
        likes=4,
        shares=3,
        lines=(
            Line("tobias", "Mine took five hours. Two of them were looking for the plane.", hours=2),
            Line("maren", "May I translate the list for the bicycle people?", hours=5),
            Line("us", "Please do. Send us the address and we link to it.", 1, 7),
            Line("maren", "It is up. I changed chair to wheel and it still made sense.", 2, 50),
            Line("us", "That is the nicest thing that could happen to a list.", 3, 52),
        ),
    ),
    Call(
        104,
        16,
        "En agosto el taller cierra dos semanas. Las herramientas no: quien tenga un proyecto, que se lleve "
        "el cepillo a casa.",
        language="es",
        likes=2,
        lines=(
            Line("lucia", "¿También la sierra pequeña?", hours=3),
            Line("us", "También, con su funda. Solo dinos tu nombre.", 0, 5),
        ),
    ),
    Call(
        95,
        10,
        "Back, with sawdust in the shoes already. What did you mend while we were away?",
        likes=3,
        lines=(
            Line("giulia", "Una finestra! Anzi, mezza: l'altra metà a settembre.", hours=1.5),
            Line("sandro", "La sedia di mia nonna. Adesso è troppo buona per sedersi.", hours=4),
            Line("us", "Sandro, una sedia è per sedersi. Portala giovedì e la consumiamo insieme.", 1, 6),
            Line("idris", "Rien du tout, et c'était très bien.", hours=9),
            Line("us", "C'est aussi un métier. À jeudi ?", 3, 11),
        ),
    ),
    Call(
        88,
        18,
        "We need two people who can teach for an hour: sharpening, and drawing a joint. Not masters. People "
        "who remember what was hard.",
        likes=4,
        shares=2,
        lines=(
            Line("sandro", "L'affilatura la faccio io, se qualcuno mi aiuta con l'inglese.", hours=3),
            Line("tobias", "I can help with the English.", 0, 5),
            Line("us", "Then it is the two of you, on the 14th. Thank you both.", 1, 8),
            Line("ruth", "I remember what was hard about joints: all of it. Does that count?", hours=11),
            Line("us", "It counts most. Draw with us on the 21st?", 3, 20),
            Line("ruth", "Gladly.", 4, 24),
            Line("us", "It is in the calendar, with your name.", 5, 26),
        ),
    ),
    Call(
        80,
        9,
        "Sharpening with Sandro and Tobias: fourteen people, one plaster, no blood worth the name.",
        "plane",
        "A hand plane with a curl of wood",
        likes=5,
        shares=1,
        lines=(
            Line("solene", "Mon ciseau coupe le papier en deux, dans le sens de l'épaisseur.", hours=3),
            Line("maren", "When is the next one? I missed it by a flat tire.", hours=6),
            Line("us", "On the 9th. We will wait for the tire.", 1, 8),
        ),
    ),
    Call(
        72,
        12,
        "Chi ha una stanza fredda? Cerchiamo dodici ore di silenzio per far asciugare una libreria.",
        language="it",
        likes=1,
        lines=(
            Line("giulia", "La mia cantina è fredda e non parla mai.", hours=1),
            Line("us", "Perfetta. Passiamo domani con la libreria e una torta.", 0, 2),
        ),
    ),
    Call(
        64,
        10,
        "Small news with a large shelf: the primary school asked us for forty coat hooks at the height of children.",
        "hooks",
        "Coat hooks in a row at two heights",
        likes=6,
        shares=2,
        lines=(
            Line("tobias", "The children measured the height themselves. I was there. It took a morning.", hours=4),
            Line("us", "And they were right to the centimeter. We did not dare to check twice.", 0, 7),
            Line("ruth", "Can I sponsor one? For the nurses' cloakroom they never gave us.", hours=12),
            Line("us", "You can. We will write the name on the back, where only you know.", 2, 15),
        ),
    ),
    Call(
        57,
        17,
        "Un livre pour débuter, demandez-vous. Nous n'en avons pas trouvé de bon, alors nous l'écrivons à "
        "plusieurs mains. Chapitre un : choisir une planche.",
        "book",
        "Un livre ouvert",
        "fr",
        likes=3,
        lines=(
            Line("idris", "Je peux relire le chapitre deux ?", hours=2),
            Line("us", "Avec plaisir. Nous t'envoyons le brouillon vendredi.", 0, 4),
            Line("solene", "Et moi dessiner les nœuds du bois.", hours=8),
            Line("us", "Oui ! Personne ne les voit comme toi.", 2, 10),
        ),
    ),
    Call(
        49,
        9,
        "Chapter two is out, with knots by Solène and doubts by Idris. Free, on our pages.",
        likes=4,
        shares=3,
        lines=(
            Line("lucia", "La biblioteca quiere dos ejemplares en papel. ¿Se puede?", hours=3),
            Line("us", "Claro. Los cosemos nosotros, con hilo encerado.", 0, 6),
            Line("lucia", "Les pongo en la mesa de novedades.", 1, 27),
            Line("us", "Es el mejor sitio del mundo. Gracias, Lucía.", 2, 29),
        ),
    ),
    Call(
        41,
        11,
        "Prices go up by four percent in November: the oil did. If that is a reason not to come, tell us, and "
        "it is not a reason any more.",
        likes=2,
        lines=(
            Line("maren", "Thank you for saying it before and not after.", hours=5),
            Line("marcos", "¿Hay manera de pagar con trabajo?", hours=9),
            Line("us", "Siempre. Los jueves faltan manos para barrer y para contar historias.", 1, 11),
        ),
    ),
    Call(
        33,
        18,
        "October oil for the library bench. Four brushes, one broom, eleven people.",
        "bench",
        "A long bench in front of a wall",
        likes=4,
        shares=1,
        lines=(
            Line("marcos", "Prometido y cumplido. Mañana me duele el brazo.", hours=3),
            Line("us", "Gracias, Marcos. El banco te guarda un sitio.", 0, 5),
        ),
    ),
    Call(
        26,
        10,
        "What do you wish we had taught you first? We plan the winter courses and would rather ask than guess.",
        likes=3,
        lines=(
            Line("giulia", "A tenere la sega senza stringere. Ci ho messo un anno.", hours=2),
            Line("tobias", "That a mistake can become the design.", hours=3),
            Line("idris", "À nettoyer ses outils, tout de suite.", hours=4),
            Line("ruth", "That it is fine to stop for tea.", 1, 8),
            Line(
                "us",
                "Saw, mistakes, cleaning, tea: that is the winter. Giulia, would you open the first evening?",
                3,
                25,
            ),
            Line("giulia", "Sì, ma voglio la sega piccola.", 4, 28),
            Line("us", "È già sul tuo banco.", 5, 30),
        ),
        shares=1,
    ),
    Call(
        18,
        16,
        "The winter evenings are on our pages. The first belongs to Giulia and the small saw.",
        "saw",
        "A small saw on a bench",
        likes=5,
        shares=2,
        lines=(
            Line("sandro", "Vengo solo per applaudire.", hours=2),
            Line("lucia", "¿Se puede seguir desde lejos?", hours=6),
        ),
    ),
    Call(
        11,
        9,
        "A table left today for a house with five children. We rounded the corners twice.",
        "table",
        "A table seen from above with three cups",
        likes=4,
        lines=(
            Line("maren", "Twice is the right number.", hours=3),
            Line("us", "We would have gone for three, but then it would have been a circle.", 0, 6),
        ),
    ),
    Call(
        5,
        17,
        "Giulia's evening: sixteen saws, no hurry. She began with the words: I was bad at this for a year.",
        likes=6,
        shares=2,
        lines=(
            Line("giulia", "Avevo più paura del microfono che della sega.", hours=2),
            Line("us", "Non si è visto. Grazie, Giulia.", 0, 4),
            Line("tobias", "Could we have her words as a poster?", hours=12),
        ),
    ),
    Call(
        2,
        10,
        "Which would you rather learn before the holidays: to mend a drawer, or to wrap a tool as a gift?",
        "drawer",
        "A chest with one drawer open",
        likes=3,
        lines=(
            Line("ruth", "The drawer. Mine opens only for my late husband.", hours=5),
            Line("idris", "Le tiroir, sans hésiter. C'est quand ?", hours=9),
        ),
    ),
)

#: Whom Anna keeps in touch with, and how often at the longest (days).
KEPT = {"ruth": 30, "giulia": 14, "tobias": 30, "sandro": 45, "marcos": 30, "maren": 21}

#: What goes out today and after: hours from now (rounded to the next quarter), or an hour of a later day.
PLANNED = (
    (
        2,
        "Later today: how to read a plank. Bring one you do not understand.",
        "grain",
        "The grain of a chestnut plank",
    ),
    (26, "Tomorrow the oven is on for the hide glue. It smells. You are warned and invited.", "", ""),
    (74, "Chapter three needs a reader who has never held a chisel. Is that you?", "book", "An open book"),
)
