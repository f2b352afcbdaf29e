"""
What the two archives of a release hold: ``python -m tests.release.archives DIST`` says what is wrong.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path


ROOT = Path(__file__).parents[2]

MADE = "PKG-INFO"
"""What the build adds to a source distribution."""


def of_the_repository(root: Path) -> set[str]:
    """
    Return the files that the repository holds, and those that would be committed next.

    Raises:
        CalledProcessError: *root* is no git repository.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    return {name for name in listed.split("\0") if name and (root / name).is_file()}


def wrong_with_sdist(sdist: Path, repository: Iterable[str]) -> list[str]:
    """
    Return what a source distribution lacks of the repository, and what it has besides.

    So it holds whatever is needed to build and to test, as a checkout does.
    """
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive if member.isfile()}
    wanted = set(repository)

    return [
        *(f"{sdist.name} lacks {name}" for name in sorted(wanted - names)),
        *(f"{sdist.name} should not have {name}" for name in sorted(names - wanted - {MADE})),
    ]


def wrong_with_wheel(wheel: Path, source: Path) -> list[str]:
    """
    Return what a wheel lacks of the packages in *source*, and what it has besides.

    A package says that it is typed, and nobody who installs the library gets its tests.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    packages = sorted(path.name for path in source.iterdir() if (path / "__init__.py").is_file())
    wanted = {
        path.relative_to(source).as_posix()
        for package in packages
        for path in (source / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } | {f"{package}/py.typed" for package in packages}
    about = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/"
    promised = {
        f"{about}{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }

    return [
        *(f"{wheel.name} lacks {name}" for name in sorted((wanted | promised) - names)),
        *(f"{wheel.name} should not have {name}" for name in sorted(names - wanted - promised)),
    ]


def main(folder: Path) -> list[str]:
    """
    Return what is wrong with the sdist and the wheel in *folder*.
    """
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    problems = wrong_with_wheel(wheel, ROOT / "src")
    if (ROOT / ".git").exists():
        problems += wrong_with_sdist(sdist, of_the_repository(ROOT))
    else:
        print(f"{sdist.name} was compared with nothing: this is no git repository")  # noqa: T201

    return problems


if __name__ == "__main__":
    sys.exit("\n".join(main(Path(sys.argv[1]))) or 0)
