"""
The statements, and a query on index values as one of them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from mentorcore.backends import Op, Query


Parameters: TypeAlias = "list[Any] | dict[str, Any]"

LOAD = """
    SELECT kind, id, version, schema, index_values, body FROM mentorcore_documents
    WHERE kind = ? AND id = ? AND body IS NOT NULL
"""

SCAN = """
    SELECT kind, id, version, schema, index_values, body FROM mentorcore_documents
    WHERE kind = ? AND id > ? AND body IS NOT NULL ORDER BY id LIMIT ?
"""

JOURNAL = """
    SELECT position, subject, body FROM mentorcore_journal
    WHERE position > $after AND ($subject IS NULL OR subject = $subject) ORDER BY position LIMIT $limit
"""

POSITION = "SELECT position FROM mentorcore_tokens WHERE token = ?"

END = "SELECT position FROM mentorcore_store"

VERSIONS = """
    SELECT kind, id, version, body IS NULL FROM mentorcore_documents
    WHERE (kind, id) IN (SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))
"""

PUT_DOCUMENT = "INSERT OR REPLACE INTO mentorcore_documents VALUES (?, ?, ?, ?, ?, ?)"

PUT_ENTRY = "INSERT INTO mentorcore_journal VALUES (?, ?, ?)"

PUT_DONE = "INSERT INTO mentorcore_tokens VALUES (?, ?)"

PUT_END = "UPDATE mentorcore_store SET position = ?"

CHECK = """
    SELECT
        (SELECT count(*) FROM mentorcore_journal, mentorcore_store AS store
            WHERE mentorcore_journal.position > store.position),
        (SELECT count(*) FROM mentorcore_tokens, mentorcore_store AS store
            WHERE mentorcore_tokens.position > store.position),
        (SELECT count(*) FROM mentorcore_documents WHERE body IS NULL AND version < 1)
"""

_FOUND = "SELECT kind, id, version, index_values FROM mentorcore_documents"

_VALUE = "json_extract_string(index_values, ?)"

_HOLDS = {
    Op.EQ: f"{_VALUE} = ?",
    Op.LE: f"{_VALUE} <= ?",
    Op.GT: f"{_VALUE} > ?",
    Op.HAS: f"list_contains({_VALUE}, ?)",
}

_MOST = 2**62  # DuckDB counts rows in 64 bits


def statement(query: Query) -> tuple[str, list[Any]]:
    """
    Return a query in SQL, which asks for one row more than it, and its parameters.

    DuckDB compares text by its bytes in UTF-8, which is by Unicode code point.
    """
    where, parameters = ["kind = ?", "body IS NOT NULL"], list[Any]([query.kind])
    for condition in query.where:
        where.append(_HOLDS[condition.op])
        parameters += [_path(condition.column, many=condition.op is Op.HAS), condition.value]
    last, order, of_order = "id", "id", list[Any]()
    if query.order is not None:
        last, order, of_order = f"({_VALUE}, id)", f"{_VALUE}, id", [_path(query.order)]
        where.append(f"{_VALUE} IS NOT NULL")
        parameters += of_order
    if query.after is not None:
        behind = query.after if query.order is not None else query.after[1:]
        where.append(f"{last} > ({', '.join('?' * len(behind))})")
        parameters += [*of_order, *behind]
    sql = f"{_FOUND} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?"

    return sql, [*parameters, *of_order, min(query.limit, _MOST) + 1]


def _path(column: str, *, many: bool = False) -> str:
    return f'$."{column}"[*]' if many else f'$."{column}"'
