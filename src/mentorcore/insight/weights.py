"""
Weights: how much each reason counts.
"""

from __future__ import annotations

from math import inf
from typing import Any

import attrs

from mentorcore.errors import InvalidValue


def check_weights(weights: Any) -> None:
    """
    Refuse weights that are not finite numbers from 0, or are all 0.

    Raises:
        InvalidValue: One of them, or all together, cannot be weighed with.
    """
    name = type(weights).__name__
    values = attrs.asdict(weights)
    for field, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < inf:
            raise _refused(f"{name}.{field}", "it is not a number from 0", "give 0 or more")
    if not any(values.values()):
        raise _refused(name, "all of its weights are 0", "give at least one that counts")


def _refused(path: str, because: str, accepted: str) -> InvalidValue:
    return InvalidValue(tried=f"accept {path}", because=because, accepted=accepted, rule="P1", path=path)
