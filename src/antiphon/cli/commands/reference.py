"""Write what follows from the code: `antiphon reference` after a connector, table, measure or expression changed."""

import argparse
from pathlib import Path

import django

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "reference"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write."""
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where the documents are (default: docs/reference)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the documents anew, and the SQL of what is asked of the columns."""
    django.setup()
    from antiphon.cli.reference import channels_table  # needs the connectors, and so Django's set-up
    from antiphon.cli.return_reference import return_reference
    from antiphon.measures.columns import adding_up, rollups
    from antiphon.measures.columns.dictionary import as_text

    texts = {"channels.md": channels_table(), "data-dictionary.md": as_text(), "returns.md": return_reference()}
    for name, text in texts.items():
        path = options.folder / name
        path.write_text(text, "utf-8")
        print(f"Wrote {path}.")
    for question in (*adding_up.questions(), *rollups.questions()):
        question.place.write_text(question.written(), "utf-8")
        print(f"Wrote {question.place}.")
    return 0
