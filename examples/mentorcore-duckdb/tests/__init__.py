"""
Tests of the plugin, against the store that it makes.
"""
