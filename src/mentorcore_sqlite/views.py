"""
Views: plain tables over the documents, for people who query with SQL.

They read the documents themselves, so they cannot drift from them.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateView

from mentorcore.backends import ColumnType, View
from mentorcore_sql.tables import PREFIX, KindTables
from mentorcore_sql.views import NO_FRACTION, WHOLE_SECONDS


def definition(view: View, of: KindTables, dialect: Dialect) -> str:
    """
    Return the statement that makes a view.
    """
    document = of.documents.c.body
    element: sa.ColumnElement[str] | None = None
    select = sa.select()
    where: sa.ColumnElement[bool] = of.documents.c.schema.is_not(None)
    if view.each is not None:
        path = _path((view.each,))
        elements = sa.func.json_each(document, path).table_valued("value").alias("element")
        element = elements.c.value
        select = select.select_from(of.documents, elements)
        # A JSON null in place of the array would count as one element.
        where = sa.func.json_type(document, path) == sa.literal("array")
    columns = [
        _value(
            document if column.of_document or element is None else element, column.path, column.type
        ).label(column.name)
        for column in view.columns
    ]
    made = CreateView(select.add_columns(*columns).where(where), f"{PREFIX}{view.name}")

    return str(made.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _value(source: sa.ColumnElement[str], path: tuple[str, ...], of: ColumnType) -> sa.ColumnElement[object]:
    value: sa.ColumnElement[object] = (
        sa.func.json_extract(source, _path(path)) if path else sa.type_coerce(source, sa.Text)
    )

    if of is ColumnType.INSTANT:
        with_one = sa.func.replace(value, "Z", NO_FRACTION)

        return sa.case((sa.func.length(value) == WHOLE_SECONDS, with_one), else_=value)

    return sa.cast(value, sa.REAL) if of is ColumnType.REAL else value


def _path(keys: tuple[str, ...]) -> str:
    return "$" + "".join(f'."{key}"' for key in keys)
