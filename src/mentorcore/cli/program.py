"""
Program: all commands as one, and how it ends.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mentorcore import __version__
from mentorcore.cli import backends, journal, keeping, personal, relationships
from mentorcore.cli.exits import Exit
from mentorcore.cli.output import ReaderGone, finish, flush, let_go, prepared, write
from mentorcore.cli.stopping import terminable
from mentorcore.cli.trouble import TRACEBACK, exit_of, line_of, traced


PROGRAM = "mentorcore"
_TRACEBACK = "MENTORCORE_TRACEBACK"
_COMPLETE = "_MENTORCORE_COMPLETE"


class _Program(TyperGroup):
    """
    Ends every command with one of the documented exit codes, and every error with one line.
    """

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        if _COMPLETE in os.environ:
            return super().main(args, PROGRAM, _COMPLETE, standalone_mode, windows_expand_args, **extra)
        prepared()
        arguments = [*(sys.argv[1:] if args is None else args)]
        code = self._run(arguments, **extra)
        finish()
        sys.exit(code)

    def _run(self, arguments: list[str], **extra: Any) -> int:
        try:
            with terminable(), self.make_context(PROGRAM, [*arguments], **extra) as context:
                code: int = self.invoke(context)
                flush()
        except typer.Exit as ended:
            return ended.exit_code
        except (ReaderGone, BrokenPipeError):
            let_go(sys.stdout)
            return Exit.FINE
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, it is told in one line
            return _told(error, arguments)

        return code


def _told(error: BaseException, arguments: Sequence[str]) -> Exit:
    with contextlib.suppress(OSError, ReaderGone):  # which may be the error that is being told
        flush()
    with contextlib.suppress(OSError):  # where nothing can be told, the exit code says it all the same
        if TRACEBACK in arguments or os.environ.get(_TRACEBACK):
            sys.stderr.write(traced(error, arguments))
        sys.stderr.write(f"{PROGRAM}: {line_of(error, arguments)}\n")

    return exit_of(error)


app = typer.Typer(
    name=PROGRAM,
    cls=_Program,
    rich_markup_mode=None,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="A store is named by its URL, such as sqlite:///mentoring.db or json:///directory.",
)


def _version(is_asked: bool) -> None:
    if is_asked:
        write(f"{PROGRAM} {__version__}")
        flush()
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version, and exit.")
    ] = False,
    traceback: Annotated[
        bool,
        typer.Option(TRACEBACK, help=f"Show where an error came from; so does a value in {_TRACEBACK}."),
    ] = False,
) -> None:
    """
    Look after a store of mentoring relationships, and read it.
    """


app.command("backends")(backends.backends)
app.command("copy")(keeping.copy)
app.command("verify")(keeping.verify)
app.command("upgrade")(keeping.upgrade)
app.command("show")(relationships.show)
app.command("attention")(relationships.attention)
app.command("export-person")(personal.export)
app.command("erase-person")(personal.erase)
app.command("journal")(journal.journal)
