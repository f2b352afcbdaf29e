"""
Relationships: reading one, and finding those that need somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import attrs
import msgspec
import typer

from mentorcore import Alert, Mentorship, MentorshipSummary, Person, Role, Store, View, Viewer
from mentorcore import attention as attention_of
from mentorcore.cli import output
from mentorcore.cli.exits import Exit
from mentorcore.cli.naming import Names
from mentorcore.cli.options import At, Json, Url, kept
from mentorcore.cli.page import page
from mentorcore.storage.moments import instant_text


def show(
    url: Url,
    id: Annotated[str, typer.Argument(metavar="ID", help="The mentorship.", show_default=False)],
    *,
    viewer: Annotated[
        str | None,
        typer.Option("--as", metavar="PERSON", help="Show what this person may see.", show_default=False),
    ] = None,
    role: Annotated[
        Role | None,
        typer.Option(help="As what they look; the two are known by their ids.", show_default=False),
    ] = None,
    at: At = None,
    json: Json = False,
) -> Exit:
    """
    Show a relationship as a page to read.

    Without --as everything is shown, private notes of both people too, and the page says so.
    """
    if role is not None and viewer is None:
        raise typer.BadParameter("--role goes with --as")
    with kept(url) as store:
        mentorship = store.get(Mentorship, id)
        looking = None if viewer is None else Viewer(viewer, role or Role.STRANGER)
        view = _seen(mentorship, looking, at or store.now())
        if json:
            output.document(_as_json(mentorship, view, looking))
        else:
            output.page(page(mentorship.id, view, looking, Names(store)))

    return Exit.FINE


def attention(
    url: Url,
    *,
    at: At = None,
    person: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only what this person can do something about.", show_default=False),
    ] = None,
    json: Json = False,
) -> Exit:
    """
    List what needs somebody.

    All relationships are looked at, the one that waits longest first.
    """
    with kept(url) as store:
        if person is not None:
            store.get(Person, person)  # a mistyped id is not somebody of whom nothing is wanted
        moment = at or store.now()
        found = _alerts(store, moment, person)
        if json:
            alerts = [_alert_as_json(mentorship, alert) for mentorship, alert in found]
            output.document({"at": instant_text(moment), "alerts": alerts})
        else:
            names = Names(store)
            output.rows((_alert_parts(mentorship, alert, names) for mentorship, alert in found), stacked=True)

    return Exit.FINE


def _seen(mentorship: Mentorship, viewer: Viewer | None, at: datetime) -> View:
    """
    Return what somebody sees, or what nobody in particular does: everything.
    """
    if viewer is not None:
        return mentorship.as_seen_by(viewer, at=at)
    view = mentorship.as_seen_by(Viewer(mentorship.mentor_id), at=at)
    everything: dict[str, Any] = {records.field: tuple(records) for records in mentorship._collections}
    answers = tuple(answer for question in mentorship.questions for answer in question.answers)

    return attrs.evolve(view, **everything, answers=answers)


def _as_json(mentorship: Mentorship, view: View, viewer: Viewer | None) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(view)
    looking = plain.pop("viewer")

    return {
        "mentorship": mentorship.id,
        "everything": viewer is None,
        "seen_by": None if viewer is None else looking,
        **plain,
        "tiers": sorted(plain["tiers"]),
    }


def _alerts(store: Store, at: datetime, person: str | None) -> Iterator[tuple[Mentorship, Alert]]:
    for summary in _due(store, at, person):
        mentorship = store.get(Mentorship, summary.id)
        for alert in attention_of(mentorship, at=at):
            if person is None or person in alert.who:
                yield mentorship, alert


def _due(store: Store, at: datetime, person: str | None) -> Iterator[MentorshipSummary]:
    cursor: str | None = None
    while True:
        page = (
            store.find(Mentorship, attention_before=at, cursor=cursor)
            if person is None
            else store.find(Mentorship, attention_before=at, person=person, cursor=cursor)
        )
        yield from page
        cursor = page.cursor
        if cursor is None:
            return


def _alert_parts(mentorship: Mentorship, alert: Alert, names: Names) -> tuple[str, ...]:
    return (
        f"{alert.since:%Y-%m-%d}",
        mentorship.id,
        names.of(mentorship.pair),
        str(alert),
        f"{names.of(alert.who)}: {alert.how}",
    )


def _alert_as_json(mentorship: Mentorship, alert: Alert) -> dict[str, Any]:
    return {
        "mentorship": mentorship.id,
        "mentor": mentorship.mentor_id,
        "mentee": mentorship.mentee_id,
        "concern": alert.concern.value,
        "since": instant_text(alert.since),
        "record": alert.record,
        "who": [*alert.who],
        "how": alert.how,
    }
