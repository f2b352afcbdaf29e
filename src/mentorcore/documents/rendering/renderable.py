"""
Renderable: what a renderer needs to know of a document.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Protocol

from mentorcore.documents.blocks import Block


class Renderable(Protocol):
    """
    A document as every renderer reads it.
    """

    @property
    def kind(self) -> enum.Enum:
        """
        What it is; its value is the name of its look.
        """
        ...

    @property
    def title(self) -> str:
        """
        What it is called.
        """
        ...

    @property
    def language(self) -> str:
        """
        The IETF tag of its language, for example ``"en"``.
        """
        ...

    @property
    def at(self) -> datetime:
        """
        When it was made.
        """
        ...

    @property
    def blocks(self) -> tuple[Block, ...]:
        """
        What it says.
        """
        ...
