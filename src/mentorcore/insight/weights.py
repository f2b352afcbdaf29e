"""
Weights: how much each reason counts.
"""

from __future__ import annotations

from typing import Any, Final

import attrs

from mentorcore.errors import InvalidValue


MOST: Final = 1_000_000
"""The largest weight."""


def check_weights(weights: Any) -> None:
    """
    Refuse weights that are not numbers from 0 to a million, or are all 0.

    Raises:
        InvalidValue: One of them, or all together, cannot be weighed with.
    """
    name = type(weights).__name__
    values = attrs.asdict(weights)
    for field, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
            raise _refused(
                f"{name}.{field}", "it is not a number that can be weighed with", "give 0 to 1,000,000"
            )
    if not any(values.values()):
        raise _refused(name, "all of its weights are 0", "give at least one that counts")


def _refused(path: str, because: str, accepted: str) -> InvalidValue:
    return InvalidValue(tried=f"accept {path}", because=because, accepted=accepted, rule="P1", path=path)
