"""
Trouble: an error as one line that somebody can act upon, and as an exit code.

What is secret in a URL is not repeated, even where it was mistyped and stands in the place of something else.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence

import typer

from mentorcore.backends import redacted
from mentorcore.backends.redaction import repeats_secret
from mentorcore.cli.exits import Exit
from mentorcore.cli.stopping import Terminated
from mentorcore.errors import (
    InvalidValue,
    MentorcoreError,
    MigrationNeeded,
    MissingExtra,
    NotAStore,
    NotFound,
    PluginError,
    RuleViolation,
    UnknownScheme,
)
from mentorcore.privacy.readable import visible


TRACEBACK = "--traceback"
"""The option that shows where an error came from."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+", re.DOTALL)


class Failed(Exception):
    """
    A command cannot do what was asked, and says so in words of its own.
    """

    def __init__(self, why: str, code: Exit) -> None:
        super().__init__(why)
        self.code = code


_EXITS: tuple[tuple[tuple[type[BaseException], ...], Exit], ...] = (
    ((Terminated,), Exit.TERMINATED),
    ((KeyboardInterrupt,), Exit.INTERRUPTED),
    ((InvalidValue, typer.TyperException), Exit.USAGE),
    ((RuleViolation, NotFound), Exit.REFUSED),
    ((PluginError, MissingExtra), Exit.NOT_INSTALLED),
    ((MentorcoreError, OSError), Exit.STORE),
)
"""The first that fits counts."""


def exit_of(error: BaseException) -> Exit:
    """
    Return the exit code that an error stands for.
    """
    if isinstance(error, Failed):
        return error.code
    if isinstance(error, UnknownScheme) and not error.scheme:  # a path, or something else that is no URL
        return Exit.USAGE

    return next((code for kinds, code in _EXITS if isinstance(error, kinds)), Exit.FAULT)


def line_of(error: BaseException, arguments: Sequence[str]) -> str:
    """
    Return what an error says, in one line.

    Args:
        arguments: The command line, whose secrets are left out.
    """
    line = " ".join(visible(_said(error)).split())
    urls = _urls(arguments)
    for url in urls:
        line = line.replace(url, redacted(url))
    if any(repeats_secret(Exception(line), url) for url in urls):
        return f"{type(error).__name__}: what it says repeats what is secret in a URL, and is left out"

    return line


def traced(error: BaseException, arguments: Sequence[str]) -> str:
    """
    Return where an error came from, for somebody who looks for the cause; and the line alone where that would
    repeat what is secret.
    """
    text = visible("".join(traceback.format_exception(error)))
    if any(repeats_secret(Exception(text), url) for url in _urls(arguments)):
        return "the traceback repeats what is secret in a URL, and is left out\n"

    return text


def _urls(arguments: Sequence[str]) -> list[str]:
    """
    Return what looks like a URL, also behind an option's name, the longest first.
    """
    found = (_URL.search(argument) for argument in arguments)

    return sorted((match[0] for match in found if match), key=len, reverse=True)


def _said(error: BaseException) -> str:
    said = str(error)
    match error:
        case typer.TyperException():
            command = getattr(getattr(error, "ctx", None), "command_path", "mentorcore")
            said = f"{error.format_message()} ({command} --help tells more)"
        case MigrationNeeded():
            said = (
                f"{error.where}: {error.problem}; 'mentorcore upgrade' says what has to be done, and does it"
            )
        case NotAStore():
            said = said.replace(", and create is false", "")
        case KeyboardInterrupt():
            why = "told to stop" if isinstance(error, Terminated) else "interrupted"
            said = "; ".join((why, *getattr(error, "__notes__", ())))  # what a command has to say about it
        case OSError(strerror=str(why)):
            said = why if error.filename is None else f"{error.filename}: {why}"
        case MentorcoreError() | Failed() | OSError():
            pass
        case _:  # the text of an error that nobody foresaw may repeat anything
            said = (
                f"a fault of mentorcore itself, {type(error).__name__}; please report what {TRACEBACK} shows"
            )

    return said
