"""
Progress: how far a copy is, in a terminal.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from mentorcore import Store
from mentorcore.cli.output import console
from mentorcore.storage.maintenance import size_of


class _Rate(ProgressColumn):
    """
    How many in a second.
    """

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed

        return Text("" if speed is None else f"{speed:,.0f}/s")


@contextlib.contextmanager
def bars(source: Store) -> Iterator[Callable[[int, int], None] | None]:
    """
    Show how much of a store is copied; give what is told so. Outside a terminal there is nothing to see.
    """
    screen = console(sys.stderr)
    if not screen.is_terminal:
        yield None
        return
    with screen.status("Looking at how much there is"):
        size = size_of(source)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=screen, expand=True) as progress:
        documents = progress.add_task("documents", total=size.documents)
        entries = progress.add_task("journal", total=size.entries, start=False)

        def tell(done: int, told: int) -> None:
            if told > progress.tasks[entries].completed and done >= size.documents:
                progress.start_task(entries)  # before, time would count in which none was copied
            # Others may have written meanwhile.
            progress.update(documents, completed=done, total=max(done, size.documents))
            progress.update(entries, completed=told, total=max(told, size.entries))

        yield tell
        progress.update(entries, total=progress.tasks[entries].completed)  # a journal may have gaps


@contextlib.contextmanager
def busy(what: str) -> Iterator[None]:
    """
    Show that something is being done that may take long.
    """
    screen = console(sys.stderr)
    if not screen.is_terminal:
        yield
        return
    with screen.status(what):
        yield
