"""
The extra ``matching``: find the largest total, which the first choice of the first mentee would miss.
"""

from datetime import UTC, datetime

from mentorcore import Person, match


now = datetime(2026, 1, 12, 9, tzinfo=UTC)

mentors = [
    Person.register(id="ada", name="Ada Osei", skills=["SQL"], capacity=1, at=now),
    Person.register(id="cy", name="Cy Tanaka", skills=["SQL", "design"], capacity=1, at=now),
]
mentees = [
    Person.register(id="ben", name="Ben Ruiz", wishes=["SQL"], at=now),
    Person.register(id="dana", name="Dana Levi", wishes=["design"], at=now),
]
matching = match(mentors, mentees, method="best", at=now)

assert {("ada", "ben"), ("cy", "dana")} == {(pair.mentor, pair.mentee) for pair in matching.pairs}
