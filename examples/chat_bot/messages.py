"""
Messages: what the chat delivers.
"""

from __future__ import annotations

import hashlib

import attrs


@attrs.frozen
class Message:
    """
    One message.

    Attributes:
        id: The chat's own id of it; a message that is delivered twice has the same one.

        author: The person id of who wrote it. The chat vouches for it, never the text.

        text: What they wrote.
    """

    id: str = attrs.field(validator=attrs.validators.instance_of(str))
    author: str = attrs.field(validator=attrs.validators.instance_of(str))
    text: str = attrs.field(repr=False, validator=attrs.validators.instance_of(str))

    @property
    def token(self) -> str:
        """
        The token of what this message changes. A store keeps tokens as they are, so it says nothing.
        """
        parts = (self.author, self.id)
        told = b"".join(
            b"%d:%b" % (len(part), part) for part in (p.encode("utf-8", "surrogatepass") for p in parts)
        )

        return f"chat-{hashlib.sha256(told).hexdigest()}"
