"""
Traces: what a person is called where they have a part (D3).
"""

from __future__ import annotations

import unicodedata

import pytest

from mentorcore import Person
from mentorcore.privacy.traces import Called
from tests.model.examples import NOW


def named(name: str) -> Person:
    """
    Return somebody of that name.
    """
    return Person.register(name=name, at=NOW)


class TestAmong:
    @pytest.mark.parametrize(
        ("name", "other", "alone"),
        [
            ("Ben Ruiz", "Ada Osei", ("Ben", "Ruiz")),
            ("Ben Ruiz", "BEN OSEI", ("Ruiz",)),
            ("ben ruiz", "Osei, Ben", ("Ruiz",)),
            ("BEN RUIZ", "ben osei", ("RUIZ",)),
            ("José Ruiz", unicodedata.normalize("NFD", "José Osei"), ("Ruiz",)),
            ("José Ruiz", "Jose Osei", ("Ruiz",)),
            ("Jose Ruiz", "José Osei", ("Jose", "Ruiz")),
            ("Anne-Marie Bell", "Anne Osei", ("Anne-Marie", "Marie", "Bell")),
            ("Anne Bell", "Anne-Marie Osei", ("Bell",)),
            ("Sean O'Brien", "Ada O’Brien", ("Sean",)),
            ("Ben Jone", "Ada Jones", ("Ben",)),
            ("Ben Ruiz", "Ben Ruiz", ()),
        ],
    )
    def test_is_without_what_another_bears_too(self, name: str, other: str, alone: tuple[str, ...]) -> None:
        """
        D3: a part of the name that the other bears as well, however it is registered, is not theirs alone.
        """
        assert (name, *alone) == Called.of(named(name), ()).among((named("Cy Ito"), named(other)))

    def test_nobody(self) -> None:
        """
        D3: among nobody else, every part of a name is theirs.
        """
        assert ("Ben Ruiz", "Ben", "Ruiz") == Called.of(named("Ben Ruiz"), ()).among(())
