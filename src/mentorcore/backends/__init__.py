"""
The plugin author's room: everything a storage backend needs to know, and no class of the domain.
"""

from mentorcore.backends.contract import (
    CONTRACT_VERSION,
    Backend,
    Batch,
    Capability,
    Condition,
    Entry,
    Envelope,
    Guard,
    JournalEntry,
    Key,
    Op,
    Page,
    Query,
    Row,
    Tombstone,
    Value,
    Write,
)
from mentorcore.backends.layout import (
    STORE_KIND,
    Column,
    ColumnType,
    KindLayout,
    Layout,
    View,
    ViewColumn,
)
from mentorcore.backends.registry import (
    hookimpl,
    installed_schemes,
    mentorcore_open,
    open_backend,
    register_plugin,
)


__all__ = [
    "CONTRACT_VERSION",
    "STORE_KIND",
    "Backend",
    "Batch",
    "Capability",
    "Column",
    "ColumnType",
    "Condition",
    "Entry",
    "Envelope",
    "Guard",
    "JournalEntry",
    "Key",
    "KindLayout",
    "Layout",
    "Op",
    "Page",
    "Query",
    "Row",
    "Tombstone",
    "Value",
    "View",
    "ViewColumn",
    "Write",
    "hookimpl",
    "installed_schemes",
    "mentorcore_open",
    "open_backend",
    "register_plugin",
]
