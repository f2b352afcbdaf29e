"""
Fitting: whether what somebody's function returned is a backend that this release can speak with.
"""

from __future__ import annotations

from mentorcore.backends.contract import CONTRACT_VERSION, Backend, Capability


def no_backend(returned: object, by: str) -> str:
    """
    Return a sentence about something that is no backend at all.

    Args:
        by: What returned it.
    """
    what = "None" if returned is None else f"something of type {type(returned).__qualname__}"

    return f"{by} returned {what}, which is no Backend"


def misfit(backend: Backend) -> str | None:
    """
    Return why this release cannot speak with a backend, as a sentence, or *None* where it can.
    """
    spoken = getattr(backend, "contract_version", None)
    if spoken != CONTRACT_VERSION:
        return (
            f"it speaks backend contract {spoken!r}, this release {CONTRACT_VERSION!r}; "
            "install matching releases of the two"
        )
    declared = getattr(backend, "capabilities", None)
    if not isinstance(declared, frozenset) or not all(isinstance(each, Capability) for each in declared):
        return f"its capabilities are {declared!r}; declare a frozenset of Capability"

    return None
