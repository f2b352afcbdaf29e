"""
Visitors: who sends a request.

**This stands in for real authentication.** Whoever sends a request is believed what they say in two headers.
In a service of yours the same function returns who is logged in, as your sessions or tokens know it.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Depends, Header

from fastapi_app.problems import Kind, RequestRefused
from mentorcore import Role, Viewer
from mentorcore.errors import InvalidValue


_ROLES = {"programme_owner": Role.PROGRAMME_OWNER, "hr": Role.HR}
"""
As what somebody may look who is not one of the two. A manager is one of certain people only, which a service
would have to look up before it believes it.
"""


def who_visits(
    x_user_id: Annotated[str | None, Header(description="Who sends this: a person's id.")] = None,
    x_user_role: Annotated[
        str | None, Header(description="As what they look: programme_owner, hr, or left out.")
    ] = None,
) -> Viewer:
    """
    Return who sends a request.

    Raises:
        RequestRefused: Nobody says so, or what is said is no id or no role.
    """
    if x_user_id is None:
        raise RequestRefused(Kind.UNKNOWN_VISITOR, "The header X-User-Id is missing.")
    if x_user_role is not None and x_user_role not in _ROLES:
        raise RequestRefused(Kind.UNKNOWN_VISITOR, f"X-User-Role is one of {', '.join(_ROLES)}.")
    try:
        return Viewer(x_user_id, _ROLES.get(x_user_role or "", Role.STRANGER))
    except InvalidValue:
        raise RequestRefused(Kind.UNKNOWN_VISITOR, "X-User-Id is no id.") from None


Visitor: TypeAlias = Annotated[Viewer, Depends(who_visits)]
