"""
The layout that mentorcore asks of every backend: its kinds, their index columns, and the analysts' views.
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
_INTEGER = ColumnType.INTEGER


def _of_mentorship(name: str, each: str, *own: ViewColumn) -> View:
    pair = (
        ViewColumn("mentorship_id", ("id",), _TEXT, of_document=True),
        ViewColumn("mentor_id", ("mentor_id",), _TEXT, of_document=True),
        ViewColumn("mentee_id", ("mentee_id",), _TEXT, of_document=True),
    )
    record = (
        ViewColumn("id", ("id",), _TEXT),
        ViewColumn("revision", ("revision",), _INTEGER),
        ViewColumn("entered_by", ("by",), _TEXT),
        ViewColumn("entered_at", ("at",), _INSTANT),
    )

    return View(name, kind="mentorship", each=each, columns=(*pair, *record, *own))


def _column(name: str, column_type: ColumnType, *path: str) -> ViewColumn:
    return ViewColumn(name, path or (name,), column_type)


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
        ("mentorship", ("state", "lapses_at")),
        ("mentorship", ("attention_at",)),
    ),
    views=(
        _of_mentorship(
            "goals",
            "goals",
            _column("title", _TEXT),
            _column("why", _TEXT),
            _column("measure", _TEXT),
            _column("status", _TEXT),
            _column("rank", _INTEGER),
        ),
    ),
)
"""Handed to every backend that the core opens; its fingerprint is kept in the store."""
