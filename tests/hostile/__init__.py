"""
What somebody who means harm gives the library: refused with an error of ours, or harmless.
"""
