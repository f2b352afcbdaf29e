"""
Problem: what is wrong with something that is kept, and where.
"""

from __future__ import annotations

import attrs

from mentorcore.errors import Corrupt, SchemaTooNew


@attrs.frozen
class Problem:
    """
    Something that `verify_store` or `plan_upgrade` found.

    Attributes:
        where: A document (``kind/id``), a journal entry, or a file of the store.

        problem: What is wrong with it; nobody's words are repeated.
    """

    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"

    @classmethod
    def of(cls, error: Corrupt | SchemaTooNew) -> Problem:
        """
        Return what an error says.
        """
        if isinstance(error, SchemaTooNew):
            return cls(error.where, f"it has schema {error.found}, this release knows up to {error.known}")

        return cls(error.where, error.problem)
