"""The source of what runs here, changes included, as one archive: what the license lets everybody ask for."""

import tarfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import antiphon

PACKAGE = Path(antiphon.__file__).parent
#: What stands beside the package where it runs from a clone: how it is built, tried and documented.
BESIDE = ("LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "package.json", "bin", "requirements", "docs",
           "tests", "benchmarks")  # fmt: skip
_LEFT_BEHIND = {"__pycache__", "node_modules"}
FOLDER = "antiphon"


@cache
def source_archive() -> bytes:
    """Return it as tar.gz: the package, and what stands beside it in a clone; nothing else of the machine.

    It is made once, and the same files give the same bytes but for the moment in its head.
    """
    made = BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz", compresslevel=3) as archive:
        for name, path in files():
            archive.add(path, f"{FOLDER}/{name}", recursive=False, filter=_plain)
    return made.getvalue()


def files() -> Iterator[tuple[str, Path]]:
    """Yield each file with its name in the archive. Hidden files and links are left out: none of them is source."""
    clone = PACKAGE.parents[1]
    roots = [PACKAGE]
    if (clone / "pyproject.toml").is_file() and clone / "src" / "antiphon" == PACKAGE:
        roots += [clone / name for name in BESIDE]
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            parts = path.relative_to(clone).parts
            if path.is_file() and not path.is_symlink() and not _hidden(parts):
                yield "/".join(parts), path


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") or part in _LEFT_BEHIND for part in parts)


def _plain(told: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return what is told of a file without whose it is on this machine."""
    told.uid = told.gid = told.mtime = 0
    told.uname = told.gname = ""
    return told
