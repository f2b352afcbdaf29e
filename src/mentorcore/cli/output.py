"""
Output: what a command prints, for a person at a terminal, for a program behind a pipe, and as JSON.

In a terminal lines are folded to its width, and may be coloured. Elsewhere there is one line for each thing,
its parts separated by tabs, without colours. What comes from the record cannot steer the terminal.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from mentorcore.privacy.readable import visible


class ReaderGone(Exception):
    """
    Nobody reads the output any more: the pipe is closed.
    """


class _Console(Console):
    def on_broken_pipe(self) -> None:
        gone()


def prepared() -> None:
    """
    Make the streams write whatever the record holds, in any encoding: what one lacks is escaped.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the shell closed it
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def console(stream: TextIO) -> Console:
    """
    Return a console that changes nothing in what it is given.
    """
    return _Console(file=stream, markup=False, highlight=False, emoji=False)


def is_terminal() -> bool:
    """
    Tell whether somebody sees the output as it comes.
    """
    return console(sys.stdout).is_terminal


def say(text: str, style: str = "") -> None:
    """
    Print a sentence.
    """
    out = console(sys.stdout)
    out.print(Text(_one_line(text), style), soft_wrap=not out.is_terminal)


def remark(text: str) -> None:
    """
    Tell the person who runs it something that is not part of the result.
    """
    err = console(sys.stderr)
    err.print(Text(_one_line(text)), soft_wrap=not err.is_terminal)


def rows(cells: Iterable[Sequence[str]], *, stacked: bool = False) -> None:
    """
    Print things that have the same parts, one below the other, the first part in bold.

    Args:
        stacked: In a terminal, put what follows the first part below one another, since it is long.
    """
    out = console(sys.stdout)
    lines = ([_one_line(cell) for cell in line] for line in cells)
    if not out.is_terminal:
        for line in lines:
            write("\t".join(line))
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=stacked)
    for first, *rest in lines:
        table.add_row(first, *(["\n".join(rest)] if stacked else rest))
    out.print(table)


def page(parts: Iterable[RenderableType]) -> None:
    """
    Print something to read, folded to the terminal's width, or to that of a letter.
    """
    out = console(sys.stdout)
    if out.is_terminal:
        for part in parts:
            out.print(part)
        return
    with out.capture() as captured:
        for part in parts:
            out.print(part)
    for line in captured.get().splitlines():
        write(line.rstrip())


def document(value: Mapping[str, Any]) -> None:
    """
    Print one JSON document.
    """
    write(_json(value, indent=2))


def json_line(value: Mapping[str, Any]) -> None:
    """
    Print one of many JSON documents, each on a line of its own.
    """
    write(_json(value, indent=None))


def write(line: str) -> None:
    """
    Print a line as it is.

    Raises:
        ReaderGone: Nobody reads it any more.
    """
    try:
        sys.stdout.write(f"{line}\n")
    except BrokenPipeError:
        gone()


def flush() -> None:
    """
    Let the reader have what was printed so far.

    Raises:
        ReaderGone: There is none any more.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        gone()
    except OSError:
        _let_go()
        raise


def gone() -> NoReturn:
    """
    Print nothing more, since nobody reads it.
    """
    _let_go()
    raise ReaderGone


def _let_go() -> None:
    """
    Send what is still to be written nowhere; the interpreter would try once more when it exits.
    """
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):  # a stream in memory needs no such thing
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


def _one_line(text: str) -> str:
    return " ".join(visible(text).splitlines())


def _json(value: Mapping[str, Any], *, indent: int | None) -> str:
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"

    return json.dumps(value, ensure_ascii=not unicode, allow_nan=False, indent=indent)
