"""
Naming: the names of the people whose ids a record has.
"""

from __future__ import annotations

from collections.abc import Iterable

from mentorcore import SYSTEM, Person, Store
from mentorcore.insight.wording import joined


class Names:
    """
    Looks up what people are called, each once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, str] = {SYSTEM: SYSTEM}

    def __getitem__(self, person_id: str) -> str:
        if person_id not in self._known:
            self._known[person_id] = self._store.get(Person, person_id).name

        return self._known[person_id]

    def __contains__(self, person_id: object) -> bool:
        return person_id in self._known

    def of(self, people: Iterable[str]) -> str:
        """
        Return the names of several people as they are spoken.
        """
        return joined(self[person] for person in people)
