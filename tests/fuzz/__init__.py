"""
Fuzzing: whatever is read, only typed errors come out, and nobody's words with them.
"""
