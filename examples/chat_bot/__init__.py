"""
A chat bot: the two people of a mentorship talk to it, and it keeps the record.
"""
