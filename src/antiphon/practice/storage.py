"""State as JSON in a folder, so that a practice network survives a restart."""

import dataclasses
import json
import types
import typing
from datetime import datetime
from pathlib import Path
from typing import Any

from antiphon.practice.clock import parse_iso


def plain(value: Any) -> Any:
    """Turn dataclasses and moments into what JSON can hold."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def restored(kind: Any, value: Any) -> Any:
    """Turn JSON back into what the annotation `kind` says."""
    if value is None or kind is Any:
        return value
    if kind is datetime:
        return parse_iso(value)
    if dataclasses.is_dataclass(kind):
        return _restored_dataclass(typing.cast("type[Any]", kind), value)
    return _restored_generic(kind, value)


def _restored_dataclass(kind: type[Any], value: dict[str, Any]) -> Any:
    hints = typing.get_type_hints(kind)
    return kind(**{name: restored(hints[name], item) for name, item in value.items() if name in hints})


def _restored_generic(kind: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        return restored(next(a for a in arguments if a is not types.NoneType), value)
    if origin is dict:
        return {key: restored(arguments[1], item) for key, item in value.items()}
    if origin in {list, tuple, set}:
        return origin(restored(arguments[0], item) for item in value)
    return value


class Folder:
    """One folder with a state file and the files that were uploaded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def load[State](self, kind: type[State], name: str) -> State | None:
        """Read a state; None when there is none yet."""
        file = self.path / f"{name}.json"
        if not file.exists():
            return None
        return typing.cast("State", restored(kind, json.loads(file.read_text("utf-8"))))

    def save(self, state: Any, name: str) -> None:
        """Write a state in one step: a crash leaves the old one."""
        draft = self.path / f"{name}.json.new"
        draft.write_text(json.dumps(plain(state), ensure_ascii=False), "utf-8")
        draft.replace(self.path / f"{name}.json")


class FileStore:
    """Uploaded bytes by name, in memory or in a folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, bytes] = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, data: bytes) -> None:
        """Keep some bytes under a name made by the server."""
        if self._folder:
            (self._folder / name).write_bytes(data)
        else:
            self._memory[name] = data

    def get(self, name: str) -> bytes | None:
        """Return the bytes of a name; None when there are none."""
        if not self._folder:
            return self._memory.get(name)
        file = self._folder / name
        return file.read_bytes() if file.is_file() and file.parent == self._folder else None
