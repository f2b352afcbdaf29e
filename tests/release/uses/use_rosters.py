"""
The extra ``rosters``: read a list of people in an encoding that nobody names.
"""

import importlib
from typing import Any


LINES = ["Name;E-Mail", *(f"Jörg Müßig {n};joerg{n}@example.org" for n in range(20))]

public: Any = importlib.import_module("mentorcore")
roster = public.read_roster("\n".join(LINES).encode("cp1252"))

assert len(roster.people) == 20
assert "Jörg" in roster.people[0].name
