"""
Limits: how much a client may send. A server takes any amount, and all of it would be held in memory.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


MOST: Final = 1024 * 1024
"""The most bytes of a body; what the record keeps of one request is shorter."""


class BodyLimit:
    """
    Stops reading a body that is too large, whatever its header says of its length.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """
        Hand a request on.
        """
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, counted, send)
