"""What was said in the first months, with what people answered."""

from antiphon.cli.sample.story.telling import Call, Line

SUMMER = (
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
)
