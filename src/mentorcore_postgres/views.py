"""
Views: plain tables over the documents, for people who query with SQL.

They read the documents themselves, so they cannot drift from them. Names and columns are those of every
other backend that has views.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mentorcore.backends import ColumnType, View, ViewColumn
from mentorcore_postgres.catalog import literal, quoted
from mentorcore_sql.tables import PREFIX, KindTables
from mentorcore_sql.views import NO_FRACTION, WHOLE_SECONDS


TYPES: Final[Mapping[ColumnType, str]] = {
    ColumnType.INTEGER: "BIGINT",
    ColumnType.REAL: "DOUBLE PRECISION",
    ColumnType.BOOLEAN: "BOOLEAN",
}
"""The types of columns that are no text."""


def definition(view: View, of: KindTables, schema: str) -> str:
    """
    Return the statement that makes a view.
    """
    source = "document.content"
    # Without an offset, the document would be read anew for every column.
    tables = (
        f"{quoted(schema, of.documents.name)} AS kept "
        "CROSS JOIN LATERAL (SELECT kept.body::jsonb AS content OFFSET 0) AS document"
    )
    if view.each is not None:
        array = f"document.content -> {literal(view.each)}"
        tables += (
            " CROSS JOIN LATERAL jsonb_array_elements("
            f"CASE WHEN jsonb_typeof({array}) = 'array' THEN {array} ELSE '[]' END) AS element (value)"
        )
        source = "element.value"
    columns = ", ".join(
        f"{_value('document.content' if column.of_document else source, column)} AS {quoted(column.name)}"
        for column in view.columns
    )

    return (
        f"CREATE VIEW {quoted(schema, PREFIX + view.name)} AS "  # noqa: S608 - names and literals are quoted
        f"SELECT {columns} FROM {tables} WHERE kept.schema IS NOT NULL"
    )


def _value(source: str, column: ViewColumn) -> str:
    path = ", ".join(map(literal, column.path))
    text = f"({source} #>> ARRAY[{path}]::text[])"
    if column.type is ColumnType.INTEGER:
        return f"{text}::numeric::bigint"
    if column.type in TYPES:
        return f"{text}::{TYPES[column.type]}"
    if column.type is ColumnType.INSTANT:
        with_one = f"replace({text}, 'Z', '{NO_FRACTION}')"
        text = f"CASE length({text}) WHEN {WHOLE_SECONDS} THEN {with_one} ELSE {text} END"

    return f'({text}) COLLATE "C"'
