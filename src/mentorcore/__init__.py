"""
The public names of mentorcore.
"""
