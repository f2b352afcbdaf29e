"""
Matching: a mentor for each mentee of a whole programme.
"""
