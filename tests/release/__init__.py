"""
What has to hold before a release is made: its version, its archives, its extras, its public names.
"""
