"""Finds the commands by walking `commands/` and runs the one that was asked for."""

import argparse
import importlib
import os
import pkgutil
from pathlib import Path
from typing import Protocol, cast

from antiphon.cli import commands
from antiphon.cli.preparing import unprepared
from antiphon.lib.errors import AntiphonError


class Command(Protocol):
    """What a module of `commands/` offers; its docstring is the help."""

    __doc__: str | None

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; return the exit status."""


def main(words: list[str] | None = None) -> int:
    """Run one command; errors a person can mend are said in a sentence, without a traceback."""
    options = _parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    if getattr(options, "data", None):
        os.environ["ANTIPHON_DATA"] = str(Path(options.data).resolve())
    try:
        return cast("int", options.run(options))
    except AntiphonError as error:
        print(error)
        return 1
    except Exception as error:
        if not _of_database(error) or not unprepared():
            raise
        print("This data folder is not ready. Start Antiphon in it once: bin/antiphon serve, with the same --data.")
        return 1


def _of_database(error: Exception) -> bool:
    """Whether a table or a column is missing: Django, which names the error, is loaded only then."""
    return any(kind.__name__ in {"OperationalError", "ProgrammingError"} for kind in type(error).__mro__)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="antiphon", description="Call and response, in one self-hosted product.")
    choices = parser.add_subparsers(metavar="COMMAND", required=True)
    for found in pkgutil.iter_modules(commands.__path__):
        command = cast("Command", importlib.import_module(f"{commands.__name__}.{found.name}"))
        about = (command.__doc__ or "").strip()
        name = found.name.strip("_").replace("_", "-")
        one = choices.add_parser(name, help=about.splitlines()[0], description=about)
        one.add_argument("--data", metavar="DIR", help="the data folder (default: var, or ANTIPHON_DATA)")
        command.arguments(one)
        one.set_defaults(run=command.run)
    return parser
