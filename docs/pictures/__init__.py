"""
The pictures of the documentation, drawn from the code when the pages are built.
"""
