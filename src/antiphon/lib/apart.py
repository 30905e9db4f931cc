"""Work on files of strangers in a process of its own: what crashes or swells there takes nothing with it.

The other process is slower on purpose (`nice`), may only take so much memory, and is ended when it says nothing
for too long. What it reads is one JSON object, what it tells are lines of JSON: how far it is, then what came of it.
"""

import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from antiphon.lib.errors import AntiphonError
from antiphon.lib.processes import end_with_parent

#: Bytes of address space that the other process may take.
MOST_MEMORY = 4 * 1024**3
_SOURCE = Path(__file__).resolve().parents[2]

type Told = Callable[[float], None]


class Unfit(AntiphonError):
    """The file is not what it should be, or cannot be read within the bounds."""


def work_apart(
    task: str, *, silence: float = 60.0, told: Told | None = None, python: str = sys.executable, **given: Any
) -> dict[str, Any]:
    """Let `module:function` below `antiphon` work on JSON values in a process of its own; return what it returns.

    `told` is called with the share that is done, 0–1; `python` is another Python than ours. Raise Unfit if it says
    no, ends in another way, or says nothing for `silence` seconds.
    """
    with _started(python) as process:
        watch = _Watch(process, silence)
        try:
            return _listen(process, json.dumps({"task": task, "given": given}), told, watch)
        finally:
            watch.stop()
            process.kill()


class _Watch:
    """Ends a process that has said nothing for too long."""

    def __init__(self, process: subprocess.Popen[str], silence: float) -> None:
        self._process, self._silence = process, silence
        self._timer = threading.Timer(silence, process.kill)
        self.heard()

    def heard(self) -> None:
        """Wait anew."""
        self.stop()
        self._timer = threading.Timer(self._silence, self._process.kill)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.cancel()


def _started(python: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603  whoever runs the product names its Pythons
        [python, "-m", "antiphon.lib.apart"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(_SOURCE), os.environ.get("PYTHONPATH", "")])},
    )  # fmt: skip


def _listen(process: "subprocess.Popen[str]", asked: str, told: Told | None, watch: _Watch) -> dict[str, Any]:
    for line in _lines(process, asked):
        watch.heard()
        said = json.loads(line)
        if "made" in said:
            return dict(said["made"])
        if "no" in said:
            raise Unfit(said["no"])
        if told is not None:
            told(said["done"])
    process.wait()
    raise Unfit(f"the reader ended with {process.returncode}")


def _lines(process: "subprocess.Popen[str]", asked: str) -> Iterator[str]:
    assert process.stdin  # noqa: S101  opened above
    assert process.stdout  # noqa: S101
    with suppress(BrokenPipeError):
        process.stdin.write(asked)
        process.stdin.close()
    yield from process.stdout


def tell(**said: Any) -> None:
    """Tell the process that asked: `done=0.5`."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do what standard input asks for."""
    end_with_parent(os.getppid())
    _bound()
    asked = json.load(sys.stdin)
    module, _, name = asked["task"].partition(":")
    try:
        tell(made=getattr(importlib.import_module(f"antiphon.{module}"), name)(**asked["given"]))
    except Exception as error:  # noqa: BLE001  whatever a library makes of a hostile file
        tell(no=f"{type(error).__name__}: {error}"[:500])


def _bound() -> None:
    os.nice(10)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
