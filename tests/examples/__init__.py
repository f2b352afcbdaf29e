"""
Tests of the examples, each run as the script that it is.
"""
