"""
What the record is used for: letters, testimonials, promotion cases and progress reports.
"""
