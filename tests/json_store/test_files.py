"""
The operations on the file system do what they say, however little the operating system does at once.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mentorcore_json import Files


def test_short_reads_and_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The operating system may write and read less than it was asked to.
    """
    pread, pwrite = os.pread, os.pwrite
    monkeypatch.setattr(os, "pread", lambda fd, size, at: pread(fd, min(size, 3), at))
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: pwrite(fd, data[:3], at))
    files, path = Files(), str(tmp_path / "file")
    fd = files.create(path)
    files.write(fd, b"Dear Ada, dear Ben", 0)

    assert files.read(path) == b"Dear Ada, dear Ben"
    assert files.read_at(fd, 100, 10) == b"dear Ben"

    files.truncate(fd, 8)

    assert files.read(path) == b"Dear Ada"
    files.close(fd)


def test_a_directory_is_made_once(tmp_path: Path) -> None:
    """
    One that is there is fine; a link in its place is not.
    """
    files = Files()
    files.make_directory(f"{tmp_path}/a")
    files.make_directory(f"{tmp_path}/a")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="not a directory") as refused:
        files.make_directory(f"{tmp_path}/b")

    assert refused.value.errno == errno.ELOOP
