"""
What a mentoring relationship is: attrs only, without I/O, without a clock, without storage.
"""
