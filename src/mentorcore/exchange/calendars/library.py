"""
The library that writes and reads calendars, which is an extra.
"""

from __future__ import annotations

from mentorcore.errors import MissingExtra


def require() -> None:
    """
    Refuse to go on without icalendar.

    Raises:
        MissingExtra: It is not installed.
    """
    try:
        import icalendar  # noqa: F401
    except ImportError as error:
        raise MissingExtra(what="a calendar", extra="ical") from error
