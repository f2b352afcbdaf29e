"""
Layout: which kinds of document there are, what is indexed of each, and what analysts see.

The core publishes its layout as plain data and hands it to every backend that it opens. A backend that
understands this page can store any kind of document without knowing what it means.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import json

import attrs


STORE_KIND = "store"
"""The reserved kind in which the core keeps what it must know about the store itself."""


class ColumnType(enum.Enum):
    """
    What an index column holds. All values are text that sorts the way the value does.

    Attributes:
        TEXT: Any text, for example an id or a state.

        INSTANT: A moment, ``2026-01-12T09:00:00.000000Z``, always UTC and always 27 characters.

        DATE: A day, ``2026-01-12``.

        MANY: A tuple of texts, each of which finds the document.

        INTEGER, BOOLEAN, REAL: In views only.
    """

    TEXT = "text"
    INSTANT = "instant"
    DATE = "date"
    MANY = "many"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    REAL = "real"


@attrs.frozen
class Column:
    """
    One index column of a kind; its value is text, a tuple of texts for `ColumnType.MANY`, or *None*.
    """

    name: str
    type: ColumnType


@attrs.frozen
class ViewColumn:
    """
    One column of a view.

    Attributes:
        name: The column's name.

        path: Where the value stands: keys, from the element of `View.each`, or from the whole document
            where *of_document* is true.

        type: What it holds.
    """

    name: str
    path: tuple[str, ...]
    type: ColumnType
    of_document: bool = False


@attrs.frozen
class View:
    """
    A plain table over the documents of one kind, for people who query with SQL.

    Attributes:
        name: The view's name, without the backend's prefix.

        kind: The kind of document that it reads.

        each: The key of the array, in the document, that gives one row an element; *None* gives one row a
            document.
    """

    name: str
    kind: str
    each: str | None
    columns: tuple[ViewColumn, ...]


@attrs.frozen
class KindLayout:
    """
    One kind of document and its index columns.
    """

    kind: str
    columns: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """
        Return the column with this name.

        Raises:
            KeyError: There is none.
        """
        return {column.name: column for column in self.columns}[name]


@attrs.frozen
class Layout:
    """
    Everything a backend has to know about what it stores.

    Attributes:
        kinds: Every kind of document, the reserved kind `STORE_KIND` included.

        indexes: The groups of columns that queries use together, as ``(kind, columns)``, each worth an
            index of its own.

        views: The tables for analysts; a backend without SQL leaves them out.
    """

    kinds: tuple[KindLayout, ...]
    indexes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    views: tuple[View, ...] = ()

    def of(self, kind: str) -> KindLayout:
        """
        Return the layout of one kind.

        Raises:
            KeyError: There is no such kind.
        """
        return {layout.kind: layout for layout in self.kinds}[kind]

    @functools.cached_property
    def fingerprint(self) -> str:
        """
        A text that differs whenever anything in the layout does: 64 hexadecimal digits.

        A backend that prepares something for the layout keeps it with the store, and finds out by it that the
        store was made for another one. Nothing else can be read from it, not even which layout is newer.
        """
        plain = attrs.asdict(self, value_serializer=lambda _i, _f, v: getattr(v, "value", v))

        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
