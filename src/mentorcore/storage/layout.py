"""
The layout that mentorcore asks of every backend: its kinds, their index columns, and the analysts' views.

The views show dates, counts, states and titles, and of the words only what milestones state; what was said in
confidence is not made easy to read.
"""

from __future__ import annotations

from mentorcore.backends import (
    STORE_KIND,
    Column,
    ColumnType,
    KindLayout,
    Layout,
    View,
    ViewColumn,
)


_TEXT, _INSTANT, _DATE = ColumnType.TEXT, ColumnType.INSTANT, ColumnType.DATE
_INTEGER, _BOOLEAN = ColumnType.INTEGER, ColumnType.BOOLEAN


def _column(name: str, column_type: ColumnType, *path: str) -> ViewColumn:
    return ViewColumn(name, path or (name,), column_type)


def _records(name: str, *own: ViewColumn) -> View:
    columns = (
        ViewColumn("mentorship_id", ("id",), _TEXT, of_document=True),
        ViewColumn("mentor_id", ("mentor_id",), _TEXT, of_document=True),
        ViewColumn("mentee_id", ("mentee_id",), _TEXT, of_document=True),
        _column("id", _TEXT),
        _column("revision", _INTEGER),
        _column("author", _TEXT),
        _column("entered_at", _INSTANT),
        _column("changed_by", _TEXT),
        _column("changed_at", _INSTANT),
        *own,
    )

    return View(name, kind="mentorship", each=name, columns=columns)


_VIEWS = (
    View(
        "people",
        kind="person",
        each=None,
        columns=(
            _column("id", _TEXT),
            _column("name", _TEXT),
            _column("email", _TEXT),
            _column("external_id", _TEXT),
            _column("title", _TEXT),
            _column("experience", _INTEGER),
            _column("timezone", _TEXT),
            _column("capacity", _INTEGER),
            _column("manager_id", _TEXT),
            _column("left_at", _INSTANT),
        ),
    ),
    View(
        "pairing_requests",
        kind="pairing_request",
        each=None,
        columns=(
            _column("id", _TEXT),
            _column("asked_by", _TEXT),
            _column("asked_at", _INSTANT),
            _column("mentee_id", _TEXT),
            _column("decider_id", _TEXT),
            _column("state", _TEXT),
            _column("mentorship_id", _TEXT),
        ),
    ),
    View(
        "mentorships",
        kind="mentorship",
        each=None,
        columns=(
            _column("id", _TEXT),
            _column("mentor_id", _TEXT),
            _column("mentee_id", _TEXT),
            _column("offered_by", _TEXT),
            _column("request_id", _TEXT),
            _column("state", _TEXT),
            _column("lapses_at", _INSTANT),
        ),
    ),
    View(
        "steps",
        kind="mentorship",
        each="steps",
        columns=(
            ViewColumn("mentorship_id", ("id",), _TEXT, of_document=True),
            _column("state", _TEXT),
            _column("by", _TEXT),
            _column("at", _INSTANT),
        ),
    ),
    _records(
        "agreements",
        _column("status", _TEXT),
        _column("starts_on", _DATE, "terms", "starts_on"),
        _column("ends_on", _DATE, "terms", "ends_on"),
        _column("cadence_unit", _TEXT, "terms", "cadence", "unit"),
        _column("cadence_count", _INTEGER, "terms", "cadence", "count"),
        _column("readings", _BOOLEAN, "terms", "readings"),
        _column("feedback_every", _INTEGER, "terms", "feedback_every"),
    ),
    _records(
        "goals",
        _column("title", _TEXT),
        _column("status", _TEXT),
        _column("rank", _INTEGER),
    ),
    _records(
        "meetings",
        _column("starts", _INSTANT),
        _column("minutes", _INTEGER),
        _column("zone", _TEXT),
        _column("series", _TEXT),
        _column("status", _TEXT),
    ),
    _records(
        "questions",
        _column("interest", _INTEGER),
        _column("goal", _TEXT),
        _column("status", _TEXT),
    ),
    _records(
        "readings",
        _column("title", _TEXT),
        _column("due_on", _DATE),
        _column("goal", _TEXT),
        _column("status", _TEXT),
    ),
    _records(
        "actions",
        _column("title", _TEXT),
        _column("due_on", _DATE),
        _column("goal", _TEXT),
        _column("status", _TEXT),
    ),
    _records(
        "feedback",
        _column("about", _TEXT),
        _column("session", _TEXT),
        _column("visibility", _TEXT),
    ),
    _records(
        "milestones",
        _column("title", _TEXT),
        _column("statement", _TEXT),
        _column("happened_on", _DATE),
        _column("goal", _TEXT),
        _column("status", _TEXT),
        _column("answered_by", _TEXT, "response", "author"),
        _column("answered_at", _INSTANT, "response", "at"),
        _column("answered_revision", _INTEGER, "response", "revision"),
    ),
    _records(
        "consents",
        _column("purpose", _TEXT),
        _column("until", _DATE),
        _column("withdrawn_at", _INSTANT),
    ),
)


LAYOUT = Layout(
    kinds=(
        KindLayout(STORE_KIND),
        KindLayout(
            "person",
            (
                Column("email", _TEXT),
                Column("external_id", _TEXT),
                Column("manager", _TEXT),
                Column("state", _TEXT),
            ),
        ),
        KindLayout(
            "pairing_request",
            (
                Column("decider", _TEXT),
                Column("mentee", _TEXT),
                Column("state", _TEXT),
                Column("people", ColumnType.MANY),
            ),
        ),
        KindLayout(
            "mentorship",
            (
                Column("mentor", _TEXT),
                Column("mentee", _TEXT),
                Column("state", _TEXT),
                Column("lapses_at", _INSTANT),
                Column("starts_on", _DATE),
                Column("ends_on", _DATE),
                Column("next_meeting", _INSTANT),
                Column("attention_at", _INSTANT),
                Column("people", ColumnType.MANY),
            ),
        ),
    ),
    indexes=(
        ("person", ("email",)),
        ("person", ("external_id",)),
        ("person", ("manager",)),
        ("pairing_request", ("decider", "state")),
        ("pairing_request", ("mentee", "state")),
        ("mentorship", ("mentor", "state")),
        ("mentorship", ("mentee", "state")),
        ("mentorship", ("state",)),
        ("mentorship", ("state", "lapses_at")),
        ("mentorship", ("state", "attention_at")),
        ("mentorship", ("attention_at",)),
    ),
    views=_VIEWS,
)
"""Handed to every backend that the core opens; its fingerprint is kept in the store."""
