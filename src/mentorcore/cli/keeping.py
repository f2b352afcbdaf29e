"""
Keeping: moving a store, checking it, and bringing it up to date.
"""

from __future__ import annotations

import re
from typing import Annotated

import attrs
import typer

from mentorcore import Problem, UpgradePlan, copy_store, open_store, plan_upgrade, verify_store
from mentorcore.backends import redacted, scheme_of
from mentorcore.cli import output
from mentorcore.cli.exits import Exit
from mentorcore.cli.options import Json, Url, check_lasting, kept
from mentorcore.cli.progress import bars, busy
from mentorcore.cli.trouble import Failed
from mentorcore.errors import Conflict, Corrupt, MigrationNeeded, StorageFull
from mentorcore.insight.wording import many


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The store to copy.", show_default=False)],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TO", help="Where it is copied to; it is made where there is none.", show_default=False
        ),
    ],
    json: Json = False,
) -> Exit:
    """
    Copy a store, also to another backend.

    It may be interrupted with Ctrl-C: run the same command again, and it goes on. What is at TO already is
    never written over.
    """
    if source == target:
        raise typer.BadParameter("FROM and TO are the same store")
    check_lasting(target)
    with kept(source) as old:
        try:
            with open_store(target, policy=old.policy) as new, bars(old) as tell:
                copied = copy_store(old, new, progress=tell)
        except Conflict as error:
            why = f"TO holds something that FROM does not, {error.key}; copy to a place where nothing is"
            raise Failed(why, Exit.STORE) from error
        except MigrationNeeded as error:
            why = "TO was made with another policy or layout than FROM; copy to a place where nothing is"
            raise Failed(why, Exit.STORE) from error
        except StorageFull as error:
            why = (
                "no room is left for TO, and what was copied stays; free some, and run the same command again"
            )
            raise Failed(why, Exit.STORE) from error
        except KeyboardInterrupt as stop:
            stop.add_note("what was copied stays, run the same command again to go on")
            raise
    if json:
        places = {"from": redacted(source), "to": redacted(target)}
        output.document(places | {"documents": copied.documents, "entries": copied.entries})
    else:
        output.say(
            f"{redacted(target)} has {many(copied.documents, 'document')} and "
            f"{_entries(copied.entries)} of {redacted(source)}"
        )

    return Exit.FINE


def verify(
    url: Url,
    *,
    against: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another store, which should hold the same.", show_default=False),
    ] = None,
    json: Json = False,
) -> Exit:
    """
    Check a store.

    Every document, index value and journal entry is read and held against the others. It exits with 1 where
    something is wrong, and says what and where.
    """
    problems = _problems(url, against)
    try:
        if json:
            entries = [attrs.asdict(problem) for problem in problems]
            output.document({"store": redacted(url), "sound": not problems, "problems": entries})
        elif problems:
            output.rows(([problem.where, problem.problem] for problem in problems), stacked=True)
        else:
            output.say(f"{redacted(url)} is sound")
        output.flush()
    except output.ReaderGone:
        pass  # what was found is wrong whether or not somebody reads on

    return Exit.FOUND if problems else Exit.FINE


def upgrade(
    url: Url,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it, instead of saying what would be done.")] = False,
    backup: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="Where a copy of the store is put first: a path, or a URL for the same backend.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> Exit:
    """
    Say what an upgrade would do, or do it.

    It brings a store up to date with this release.

    Without --yes nothing is written. Where a document is in the way nothing is written either, and it exits
    with 1.
    """
    if backup is not None and not yes:
        raise typer.BadParameter("--backup goes with --yes; without it nothing is written")
    check_lasting(url)
    place = None if backup is None else _backup_of(url, backup)
    with busy("Reading every document"):
        plan = plan_upgrade(url)
    is_done = yes and plan.needed and plan.possible
    if is_done:
        with busy("Writing every document"):
            open_store(url, create=False, upgrade=True, backup=place).close()
    if json:
        output.document(_as_json(url, plan) | {"done": is_done})
    else:
        _tell(plan, is_done=is_done, yes=yes)

    return Exit.FINE if plan.possible else Exit.FOUND


def _problems(url: str, against: str | None) -> tuple[Problem, ...]:
    with busy("Reading everything"):
        other = None if against is None else kept(against)
        try:
            with kept(url) as store:
                return verify_store(store, other)
        except Corrupt as error:  # so damaged that it does not open
            return (Problem.of(error),)
        finally:
            if other is not None:
                other.close()


def _backup_of(url: str, place: str) -> str:
    """
    Return the URL of a copy whose place may be written as a path, where that of the store is one.

    >>> _backup_of("sqlite:///mentoring.db", "/srv/copy.db"), _backup_of("json:///team", "json:///copy")
    ('sqlite:////srv/copy.db', 'json:///copy')

    Raises:
        typer.BadParameter: The store is on a server, which has no paths.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", place):  # one letter is a drive
        return place
    beginning = f"{scheme_of(url)}:///"
    if not url.startswith(beginning):
        raise typer.BadParameter("this store is not kept at a path; give --backup a URL for the same backend")

    return f"{beginning}{place}"


def _entries(count: int) -> str:
    return "1 journal entry" if count == 1 else f"{count} journal entries"


def _as_json(url: str, plan: UpgradePlan) -> dict[str, object]:
    return {
        "store": redacted(url),
        "needed": plan.needed,
        "possible": plan.possible,
        "differences": [*plan.differences],
        "rewrites": [attrs.asdict(rewrite) for rewrite in plan.rewrites],
        "problems": [attrs.asdict(problem) for problem in plan.problems],
    }


def _tell(plan: UpgradePlan, *, is_done: bool, yes: bool) -> None:
    if not plan.needed:
        output.say("Nothing is to be done: the store is up to date.")
        return
    output.say(f"The store was made with {' and '.join(plan.differences)}.")
    output.rows(
        [
            f"{rewrite.documents} {rewrite.kind}",
            f"schema {rewrite.schema}"
            + ("" if rewrite.schema == rewrite.becomes else f" becomes {rewrite.becomes}"),
        ]
        for rewrite in plan.rewrites
    )
    if not plan.possible:
        output.say("These documents are in the way, and nothing was changed:")
        output.rows([problem.where, problem.problem] for problem in plan.problems)
    elif is_done:
        output.say("Every document was written anew.")
    elif not yes:
        output.say("Nothing was changed. Run it again with --yes, and --backup for a copy of what there is.")
