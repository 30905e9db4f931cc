"""Runs the benchmarks, each in a process of its own, and writes what they print into README.md."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).with_name("README.md")
NAMES = (
    "pages",
    "calendar",
    "inbox",
    "strength",
    "standing",
    "same_person",
    "deliveries",
    "rush",
    "chaos",
    "live",
    "ingest",
    "community",
    "columns",
    "returns",
    "coordination",
    "attribution",
    "truth-attribution",
    "truth-integrity",
    "truth-followers",
    "truth-experiments",
    "truth-mix",
    "truth-returns",
)


def main() -> int:
    """Run what was asked for; return how many failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; all without one")
    parser.add_argument("--messages", type=int, metavar="N", help="how many messages the community is to have")
    parser.add_argument("--data", metavar="FOLDER", help="where the community is kept, to be measured again")
    options = parser.parse_args()
    asked = options.names or list(NAMES)
    unknown = set(asked) - set(NAMES)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    size = ["--messages", str(options.messages)] if options.messages else []
    size += ["--data", options.data] if options.data else []
    return sum(not _run(name, size if name == "community" else []) for name in asked)


def _run(name: str, options: list[str]) -> bool:
    print(f"== {name}", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", f"benchmarks.{name.replace('truth-', 'truth.')}", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"== {name} failed; what it told last stays in README.md", file=sys.stderr)
        return False
    print(done.stdout)
    _keep(name, done.stdout.strip())
    return True


def _keep(name: str, told: str) -> None:
    """Put what a benchmark told between its marks."""
    text = README.read_text("utf-8")
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    README.write_text(between.sub(lambda _: f"{begin}\n{told}\n{end}", text), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
