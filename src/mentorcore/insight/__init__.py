"""
What the record says: pure functions of it, with the moment given.

Each module is one question that the record answers; `mentorcore` exports the answers.
"""
