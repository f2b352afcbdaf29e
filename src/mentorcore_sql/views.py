"""
Views: how every dialect shows an instant.

Documents write whole seconds without a fraction, and then text would not sort as time does. So a view shows
each instant with one.
"""

from __future__ import annotations

from typing import Final


WHOLE_SECONDS: Final = len("2026-01-12T09:00:00Z")
"""The length of an instant without a fraction."""

NO_FRACTION: Final = ".000000Z"
"""What stands there in place of its ``Z``."""
