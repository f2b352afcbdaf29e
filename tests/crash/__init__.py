"""
Nothing acknowledged is lost: processes are killed, the power is cut, and operations fail.
"""
