"""
What the record says: pure functions of it, with the moment given.
"""
