"""Who lives on the practice networks. Nobody here is anybody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """One invented person; `languages` in the order of preference (ISO 639-1)."""

    username: str
    name: str
    languages: tuple[str, ...]
    bio: str


PEOPLE = (
    Person(
        "maren",
        "Maren Holt",
        ("en",),
        "Repairs bicycles, asks questions. Practice account, not a real person.",
    ),
    Person(
        "tobias",
        "Tobias Okafor",
        ("en", "fr"),
        "Teacher, reads the small print. Practice account, not a real person.",
    ),
    Person(
        "giulia",
        "Giulia Ferrero",
        ("it", "en"),
        "Orto, libri, treni regionali. Account di prova, non è una persona vera.",
    ),
    Person(
        "sandro",
        "Sandro Bellini",
        ("it",),
        "Falegname la mattina, coro la sera. Account di prova, non è una persona vera.",
    ),
    Person(
        "lucia",
        "Lucía Arrieta",
        ("es", "en"),
        "Bibliotecaria. Pregunto mucho. Cuenta de práctica, no es una persona real.",
    ),
    Person(
        "marcos",
        "Marcos Iriarte",
        ("es",),
        "Cocino, camino, escucho la radio. Cuenta de práctica, no es una persona real.",
    ),
    Person(
        "solene",
        "Solène Garnier",
        ("fr", "en"),
        "Céramiste, bénévole le samedi. Compte d'entraînement, pas une vraie personne.",
    ),
    Person(
        "idris",
        "Idris Benali",
        ("fr", "it"),
        "Cartes, vélos, cafés. Compte d'entraînement, pas une vraie personne.",
    ),
    Person(
        "ruth",
        "Ruth Abara",
        ("en", "es"),
        "Retired nurse, new to all this. Practice account, not a real person.",
    ),
)
