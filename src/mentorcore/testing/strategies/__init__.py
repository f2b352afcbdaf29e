"""
Hypothesis strategies for everything that a mentoring relationship is made of.

What they generate is valid: it was made through the public commands, and any backend has to keep it.
`commands` and `spoiled` also generate what the rules refuse.
"""

from __future__ import annotations

from mentorcore.testing.strategies.aggregates import (
    mentorships,
    pairing_requests,
    people,
)
from mentorcore.testing.strategies.commands import Command, commands, spoiled
from mentorcore.testing.strategies.values import (
    agreements,
    cadences,
    days,
    ids,
    lines,
    moments,
    prose,
    zones,
)


__all__ = [
    "Command",
    "agreements",
    "cadences",
    "commands",
    "days",
    "ids",
    "lines",
    "mentorships",
    "moments",
    "pairing_requests",
    "people",
    "prose",
    "spoiled",
    "zones",
]
