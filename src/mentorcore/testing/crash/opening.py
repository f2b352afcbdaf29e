"""
Opening: how a backend is opened, told so that another process can do the same.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from types import ModuleType
from typing import TypeAlias, cast

import attrs

from mentorcore.backends import Backend, Layout, open_backend


Opener: TypeAlias = Callable[[Path, Layout], Backend]
"""What opens the backend that keeps its store in a directory, and makes it where there is none."""


@attrs.frozen
class Opening:
    """
    A URL, or where a function stands.

    Attributes:
        url: With ``{where}`` for the directory; empty where there is a function.

        module: The module of the function, by name and by file.

        name: Its qualified name.
    """

    url: str = ""
    module: str = ""
    file: str = ""
    name: str = ""

    @classmethod
    def of(cls, backend: str | Opener) -> Opening:
        """
        Return how to find what opens a backend.

        Raises:
            TypeError: It is neither a URL with ``{where}`` nor a function that another process can import.

            ValueError: The URL has other braces.
        """
        if isinstance(backend, str):
            if "{where}" not in backend:
                raise TypeError(f"{backend!r} does not say {{where}} its stores are")
            try:
                backend.format(where="")
            except (LookupError, ValueError) as error:
                raise ValueError(
                    f"{backend!r} has braces beside {{where}}, and nothing to put there; "
                    "write {{ and }} for braces of the URL itself"
                ) from error
            return cls(url=backend)
        name = getattr(backend, "__qualname__", "")
        file = _file_of(backend)
        if not name.replace(".", "").isidentifier() or file is None:
            raise TypeError(
                f"{name or backend!r} is nothing that another process can import; "
                "give a function that stands at the top of a module"
            )

        return cls(module=_name_of(backend.__module__, file), file=str(file), name=name)

    def found(self) -> Opener:
        """
        Return what opens the backend, imported where it is a function.
        """
        if not self.url:
            return cast(
                "Opener", reduce(getattr, self.name.split("."), _module(self.module, Path(self.file)))
            )

        def by_url(where: Path, layout: Layout) -> Backend:
            return open_backend(self.url.format(where=where), layout, create=True, upgrade=False)

        return by_url


def search_path() -> dict[str, str]:
    """
    Return the environment in which another interpreter finds what this one finds.
    """
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _file_of(function: object) -> Path | None:
    try:
        file = Path(inspect.getfile(function)).absolute()  # type: ignore[arg-type]
    except TypeError:  # it is none, or is built in
        return None

    return file if file.is_file() else None


def _name_of(module: str, file: Path) -> str:
    """
    Return a name under which another process can import a module, which in this one may run as a script.
    """
    if module != "__main__":
        return module
    spec = getattr(sys.modules[module], "__spec__", None)
    if spec is None or spec.origin is None or Path(spec.origin).absolute() != file:
        return file.stem

    return str(spec.name)


def _module(name: str, file: Path) -> ModuleType:
    with contextlib.suppress(ImportError):
        found = importlib.import_module(name)
        if (at := getattr(found, "__file__", None)) is not None and Path(at).samefile(file):
            return found
    # A test runner that imports by path gives names that nobody else knows.
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)

    return module
