"""
Output: what a command prints, for a person at a terminal, for a program behind a pipe, and as JSON.

In a terminal lines are folded to its width, and may be coloured. Elsewhere there is one line for each thing,
its parts separated by tabs, without colours. What comes from the record cannot steer the terminal.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from mentorcore.privacy.readable import UNSHOWN, visible


class ReaderGone(Exception):
    """
    Nobody reads the output any more: the pipe is closed.
    """


class _Console(Console):
    def on_broken_pipe(self) -> None:
        if self.file is sys.stdout:
            gone()
        raise  # noqa: PLE0704 - rich calls this where it has caught the error


def prepared() -> None:
    """
    Make the streams take whatever the record holds or somebody types, in any encoding: what one lacks is
    escaped. One that the shell closed holds nothing, and takes everything.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def console(stream: TextIO) -> Console:
    """
    Return a console that changes nothing in what it is given, and takes nothing else for a terminal, whatever
    the environment says (FORCE_COLOR).
    """
    return _Console(file=stream, force_terminal=stream.isatty(), markup=False, highlight=False, emoji=False)


def say(text: str) -> None:
    """
    Print a sentence.
    """
    _say(text, sys.stdout)


def remark(text: str) -> None:
    """
    Tell the person who runs it something that is not part of the result, unless nothing can be told them.
    """
    with contextlib.suppress(OSError):
        _say(text, sys.stderr)


def asked(question: str) -> str | None:
    """
    Return what somebody answers in one line, or *None* where nobody can be asked.
    """
    try:
        sys.stderr.write(question)
        sys.stderr.flush()
    except OSError:
        return None

    return sys.stdin.readline().strip()


def rows(cells: Iterable[Sequence[str]], *, stacked: bool = False) -> None:
    """
    Print things that have the same parts, one below the other, the first part in bold.

    Args:
        stacked: In a terminal, put what follows the first part below one another, since it is long.
    """
    out = console(sys.stdout)
    if not out.is_terminal:
        for line in cells:
            row(line)
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold")
    for line in cells:
        first, *rest = map(_one_line, line)
        table.add_row(first, *(["\n".join(rest)] if stacked else rest))
    for column in table.columns:
        column.overflow = "fold"  # otherwise the end of a long word would be left out
    out.print(table)


def row(cells: Iterable[str]) -> None:
    """
    Print the parts of one thing as they come, separated by tabs.
    """
    write("\t".join(map(_one_line, cells)))


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
        let_go(sys.stdout)
        raise


def gone() -> NoReturn:
    """
    Print nothing more, since nobody reads it.
    """
    let_go(sys.stdout)
    raise ReaderGone


def finish() -> None:
    """
    Let nothing that could not be told change how the program ends.
    """
    try:
        sys.stderr.flush()
    except OSError:
        let_go(sys.stderr)


def let_go(stream: TextIO) -> None:
    """
    Send what is still to be written nowhere; the interpreter would try once more when it exits.
    """
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # a stream in memory needs no such thing
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


def _say(text: str, stream: TextIO) -> None:
    to = console(stream)
    to.print(Text(_one_line(text)), soft_wrap=not to.is_terminal)


def _one_line(text: str) -> str:
    return " ".join(visible(text).splitlines())


def _json(value: Mapping[str, Any], *, indent: int | None) -> str:
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not unicode, allow_nan=False, indent=indent)

    return UNSHOWN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
