"""
Backends: what is installed to keep a record with, and whether it can be used.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from mentorcore.backends import installed_schemes, open_backend
from mentorcore.cli import output
from mentorcore.cli.exits import Exit
from mentorcore.cli.options import Json
from mentorcore.errors import MentorcoreError, PluginError
from mentorcore.storage.layout import LAYOUT


@attrs.frozen
class Installed:
    """
    A backend that announces itself.

    Attributes:
        problem: Why it cannot be used; *None* where it can.

        cause: The error behind that, where there is one.
    """

    scheme: str
    problem: str | None = None
    cause: str | None = None

    @property
    def state(self) -> str:
        """
        Whether it can be used, as one word.
        """
        return "ready" if self.problem is None else "failed"


def backends(json: Json = False) -> Exit:
    """
    List the backends that are installed.

    It says why one cannot be used. Each is asked to open a URL that names no store, since some load what
    they need only then.
    """
    found = [*_tried()]
    if json:
        entries = [attrs.asdict(one) | {"state": one.state} for one in found]
        output.document({"backends": entries})
    else:
        output.rows([one.scheme, one.state, *_why(one)] for one in found)

    return Exit.FINE


def _tried() -> Iterator[Installed]:
    for scheme in installed_schemes():
        try:
            open_backend(f"{scheme}:", LAYOUT, create=False, upgrade=False).close()
        except PluginError as error:
            cause = error.__cause__
            told = None if cause is None else f"{type(cause).__name__}: {cause}"
            yield Installed(scheme, str(error), told)
        except MentorcoreError:
            yield Installed(scheme)  # it works, and rightly says that this names no store of its own
        else:
            yield Installed(scheme)


def _why(one: Installed) -> Iterator[str]:
    if one.problem is not None:
        yield one.problem if one.cause is None else f"{one.problem} ({one.cause})"
