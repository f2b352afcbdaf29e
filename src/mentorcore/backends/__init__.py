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
from mentorcore.backends.inspection import Inspection
from mentorcore.backends.layout import (
    STORE_KIND,
    Column,
    ColumnType,
    KindLayout,
    Layout,
    View,
    ViewColumn,
)
from mentorcore.backends.redaction import redacted, shown_path, without_paths, without_text
from mentorcore.backends.registry import (
    hookimpl,
    inspect_backend,
    installed_schemes,
    mentorcore_inspect,
    mentorcore_open,
    open_backend,
    register_plugin,
    scheme_of,
)
from mentorcore.backends.system import in_place_of


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
    "Inspection",
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
    "in_place_of",
    "inspect_backend",
    "installed_schemes",
    "mentorcore_inspect",
    "mentorcore_open",
    "open_backend",
    "redacted",
    "register_plugin",
    "scheme_of",
    "shown_path",
    "without_paths",
    "without_text",
]
