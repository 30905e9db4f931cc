"""What people say in public who do not know the workshop, what it goes on looking for, and its vocabulary."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who speaks to nobody in particular, on one network, so many days ago."""

    on: str
    name: str
    text: str
    language: str
    days: float


STRANGERS = (
    Stranger(
        "mastodon",
        "Ines Duarte",
        "My chair has lost a leg for the third time. Who shows me how to glue it so that it stays? #repair",
        "en",
        0.4,
    ),
    Stranger(
        "mastodon",
        "Marek Dub",
        "Mended the drawer of my grandmother with hide glue. It closes again. #repair",
        "en",
        1.2,
    ),
    Stranger(
        "mastodon",
        "Lorenzo Baldi",
        "Cerco qualcuno a Lucca che insegni a riparare le sedie impagliate. #riparare",
        "it",
        2.3,
    ),
    Stranger(
        "mastodon", "Pilar Reyes", "¿Alguien conoce un taller donde aprender a reparar muebles? #repair", "es", 5.0
    ),
    Stranger(
        "bluesky",
        "Noor Haddad",
        "Looking for a repair evening in Tuscany: I can sew, and would learn to plane.",
        "en",
        0.8,
    ),
    Stranger("bluesky", "Tom Ashby", "Every repair evening should have soup. Ours has none.", "en", 3.1),
)

#: Names of subjects, and their keywords by language.
VOCABULARY: tuple[tuple[str, dict[str, list[str]]], ...] = (
    ("Glue", {"en": ["glue", "hide glue"], "it": ["colla"], "es": ["cola"], "fr": ["colle"]}),
    (
        "Tools",
        {
            "en": ["tool", "plane", "saw", "screwdriver"],
            "it": ["attrezzo", "pialla", "sega"],
            "es": ["herramienta", "cepillo", "sierra"],
            "fr": ["outil", "rabot", "scie"],
        },
    ),
    (
        "Mending",
        {
            "en": ["mend", "repair"],
            "it": ["riparare", "riparazione"],
            "es": ["reparar", "reparación"],
            "fr": ["réparer", "réparation"],
        },
    ),
    ("The book", {"en": ["book"], "it": ["libro"], "es": ["libro"], "fr": ["livre"]}),
    (
        "Evenings",
        {
            "en": ["evening", "workshop"],
            "it": ["serata", "sera"],
            "es": ["tarde", "taller"],
            "fr": ["soirée", "atelier"],
        },
    ),
)

#: What is looked for: a name, the words, and the network for public posts; nothing for what was said to us.
SEARCHES = (
    ("Who mends", "#repair", "mastodon"),
    ("Repair evenings", "repair evening", "bluesky"),
    ("The stool", "stool", ""),
)
