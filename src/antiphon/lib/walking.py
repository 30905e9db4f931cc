"""What stands in the modules of a folder: so that one more file there is enough, and no list is edited."""

import importlib
import pkgutil
from types import ModuleType


def classes_of[T](package: str, base: type[T]) -> list[type[T]]:
    """Return the subclasses of `base` that the modules of a package define; it imports them all.

    Modules come in the order of their names, classes as they are written.
    """
    place = importlib.import_module(package)
    modules = [importlib.import_module(f"{package}.{found.name}") for found in pkgutil.iter_modules(place.__path__)]
    return [found for module in modules for found in defined_in(module, base)]


def defined_in[T](module: ModuleType, base: type[T]) -> list[type[T]]:
    """Return the subclasses of `base` that a module defines itself; what it only imports is left out."""
    classes = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, base)]
    return [value for value in classes if value.__module__ == module.__name__]
