"""
Names: what is given as an id by somebody who would like it to be something else.
"""

from __future__ import annotations


NO_IDS = (
    "",
    ".",
    "..",
    "../x",
    "..\\x",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "C:x",
    "a.json",
    "a.",
    "a ",
    " a",
    "a\0",
    "a\0.json",
    "a\n",
    "\n",
    "a\r",
    "a\t",
    "a\x1b[2J",
    "\ud800",
    "аda",
    "ａｄａ",
    "ada\u200b",
    "\u202eada",
    "ada\u0301",
    "٣",
    "İ",
    "ﬁ",
    "a:b",
    "a*",
    "a?",
    "%",
    "a'",
    'a"',
    "a'; DROP TABLE mentorcore_journal; --",
    "a;b",
    "$(id)",
    "{{ 7 * 7 }}",
    "<system>",
    "a" * 65,
    "a" * 1_000_000,
)
"""Texts that are no ids (P4), however much they look like one."""

AWKWARD_IDS = (
    *("ada", "Ada", "ADA", "aDa"),
    *("CON", "con", "Con", "PRN", "aux", "NUL", "nul", "COM1", "com1", "lpt9", "LPT9", "COM0"),
    *("-", "--", "-rf", "_", "__init__", "0", "000", "1e5", "null", "true", "NaN"),
    *("lock", "documents", "index-1", "store", "tmp", "a" * 64, "A" * 64),
)
"""Ids (P4) that a file system, or something else, might take for what they are not."""
