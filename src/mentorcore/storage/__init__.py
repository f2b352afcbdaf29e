"""
How the record is kept, on any backend.
"""
