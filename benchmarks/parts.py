"""
Parts: what the time of an operation of mentorcore is spent on.

Functions inside are replaced by others that look at the clock as well, which takes a little time of its own.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import Any, Final
from unittest import mock

import attrs

from benchmarks.comparing import ASKED, Asked
from benchmarks.ours import Ours, OursOnJson, OursOnSqlite
from benchmarks.workload import Workload
from mentorcore.backends.memory import MemoryBackend
from mentorcore.model.milestones import Milestones
from mentorcore.storage import finding, index, maintenance, transaction
from mentorcore.storage.codec import Codec
from mentorcore_json.journal import Journal
from mentorcore_json.redo import Redo
from mentorcore_json.shelves import Shelves
from mentorcore_json.tables import Tables
from mentorcore_json.writer import Writer
from mentorcore_sql.commits import Commits
from mentorcore_sql.rows import Rows
from mentorcore_sqlite.connections import Connections


WHOLE: Final = "the whole"


@attrs.frozen
class Part:
    """
    Something that happens inside of an operation.

    Attributes:
        owner: The class or the module that has the function of this *name*.

        within: The label of a part that this one is a part of.
    """

    label: str
    owner: Any
    name: str
    within: str | None = None


@attrs.frozen
class Operation:
    """
    Something that a store is asked for, and what it consists of.

    Attributes:
        name: What it is called in `ASKED`, but for the import, which comes first.
    """

    name: str
    kind: type[Ours]
    parts: Sequence[Part]

    @property
    def label(self) -> str:
        """
        What it is called in tables.
        """
        return f"{self.name}: {self.kind.name}"


_COMMITS: Final = "SQLite's commit"
_OF_AN_ADDITION: Final = (
    Part("load", transaction, "loaded"),
    Part("the command", Milestones, "document"),
    Part("rules that span records", transaction, "settle"),
    Part("from when on somebody is needed", index, "next_attention"),
    Part("write as JSON", Codec, "encode"),
)
_OF_AN_IMPORT: Final = (
    Part("read the source", MemoryBackend, "scan"),
    Part("read its journal", MemoryBackend, "journal"),
    Part("look into its entries", maintenance, "body_of"),
)
OPERATIONS: Final[Sequence[Operation]] = (
    Operation(
        "import",
        OursOnSqlite,
        (
            *_OF_AN_IMPORT,
            Part(_COMMITS, Connections, "write"),
            Part("its statements", Commits, "apply", within=_COMMITS),
        ),
    ),
    Operation(
        "load",
        OursOnSqlite,
        (
            Part("SQLite's answer", Connections, "read"),
            Part("checksum and index values", Rows, "envelope"),
            Part("decode", Codec, "decode"),
        ),
    ),
    Operation(
        "add",
        OursOnSqlite,
        (
            *_OF_AN_ADDITION,
            Part(_COMMITS, Connections, "write"),
            Part("its statements", Commits, "apply", within=_COMMITS),
        ),
    ),
    Operation(
        "list",
        OursOnSqlite,
        (
            Part("SQLite's answer", Connections, "read"),
            Part("its rows", Rows, "found"),
            Part("summaries", finding, "summaries"),
        ),
    ),
    Operation(
        "import",
        OursOnJson,
        (
            *_OF_AN_IMPORT,
            Part("the record of the commit, synced", Redo, "append"),
            Part("its lines in the journal", Journal, "append"),
            Part("the documents' files", Shelves, "write"),
            Part("the index", Tables, "apply"),
            Part("sync everything now and then", Writer, "round_off"),
        ),
    ),
    Operation(
        "add",
        OursOnJson,
        (
            *_OF_AN_ADDITION,
            Part("the record of the commit, synced", Redo, "append"),
            Part("its line in the journal", Journal, "append"),
            Part("the index", Tables, "apply"),
            Part("the document's file", Shelves, "write"),
            Part("sync everything now and then", Writer, "round_off"),
        ),
    ),
)


class Clock:
    """
    Adds up the time that functions take.
    """

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    @contextmanager
    def watching(self, parts: Sequence[Part]) -> Iterator[None]:
        """
        Watch these parts in the block.
        """
        with ExitStack() as stack:
            for part in parts:
                watched = self._watched(getattr(part.owner, part.name), part.label)
                stack.enter_context(mock.patch.object(part.owner, part.name, watched))
            yield

    def _watched(self, function: Callable[..., Any], label: str) -> Callable[..., Any]:
        self.spent[label] = 0.0

        @wraps(function)
        def watched(*given: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                done = function(*given, **named)
                return iter(tuple(done)) if isinstance(done, Iterator) else done
            finally:
                self.spent[label] += time.perf_counter() - begun

        return watched


def parts(directory: Path, number: int, *, times: int) -> dict[str, Mapping[str, float]]:
    """
    Return the seconds of each operation and of its parts, on a store of so many relationships.

    Args:
        times: How often each is done.
    """
    found: dict[str, Mapping[str, float]] = {}
    for kind, operations in itertools.groupby(OPERATIONS, key=lambda operation: operation.kind):
        ours = kind(directory)
        ours.prepare(Workload(number))
        imported, *others = operations
        found[imported.label] = _divided(imported, ours.fill, number)
        ours.forget()
        for operation in others:
            (asked,) = (asked for asked in ASKED if asked.name == operation.name)
            dice = random.Random(operation.label)
            for call in range(times):
                asked.run(ours, dice.randrange(number), -1 - call)
            numbers = [dice.randrange(number) for _ in range(times)]
            found[operation.label] = _divided(operation, partial(_all, asked, ours, numbers), times)
        ours.close()

    return found


def _all(asked: Asked, ours: Ours, numbers: Sequence[int]) -> None:
    for call, number in enumerate(numbers):
        asked.run(ours, number, call)


def _divided(operation: Operation, act: Callable[[], None], times: int) -> Mapping[str, float]:
    """
    Return the seconds of one of so many times that an operation is done, and of its parts.
    """
    clock = Clock()
    with clock.watching(operation.parts):
        begun = time.perf_counter()
        act()
        whole = time.perf_counter() - begun
    known = sum(clock.spent[part.label] for part in operation.parts if part.within is None)
    labels = {p.label: p.label if p.within is None else f"  of which {p.label}" for p in operation.parts}
    spent = {labels[label]: seconds / times for label, seconds in clock.spent.items()}

    return {WHOLE: whole / times, **spent, "the rest": (whole - known) / times}
