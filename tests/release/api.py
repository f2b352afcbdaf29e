"""
Compares the public names with those of the last release: ``python -m tests.release.api``.

What somebody's code could break on has to stand in CHANGELOG.md, by its name, under "Changed" or "Removed",
above the last release. The sources are read and not run.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import griffe


ROOT = Path(__file__).parents[2]

PUBLIC = (
    "mentorcore",
    "mentorcore.backends",
    "mentorcore.errors",
    "mentorcore.testing",
    "mentorcore.testing.crash",
    "mentorcore.testing.strategies",
)
"""The modules whose names are promised: those that the reference documents."""


@attrs.frozen(order=True)
class Break:
    """
    Something that worked with the last release and does not any more.

    Attributes:
        name: What a user calls it, such as ``Goals.adopt`` or ``backends.Query``.

        how: What is different.
    """

    name: str
    how: str

    def __str__(self) -> str:
        return f"{self.name}: {self.how}"

    def is_announced(self, changelog: str, tag: str) -> bool:
        """
        Tell whether users are told about it above the heading of the last release.
        """
        news, *_ = re.split(rf"^## \[?{re.escape(tag[1:])}\b", changelog, maxsplit=1, flags=re.MULTILINE)
        parts = re.split(r"^### ", news, flags=re.MULTILINE)
        said = "".join(part for part in parts if part.startswith(("Changed", "Removed")))

        return re.search(rf"`{re.escape(self.name)}(?:\([^`]*)?`", said) is not None


def last_release(root: Path) -> str | None:
    """
    Return the tag of the last release before this commit, *None* where there is none.
    """
    found = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    return found.stdout.strip() or None


def breaks_since(tag: str, root: Path) -> list[Break]:
    """
    Return what is not as it was at *tag*, for those who use the public names.
    """
    before = griffe.load_git(
        "mentorcore",
        ref=tag,
        repo=root,
        search_paths=["src"],
        allow_inspection=False,
        resolve_aliases=True,
    )
    after = griffe.load(
        "mentorcore", search_paths=[root / "src"], allow_inspection=False, resolve_aliases=True
    )
    promised = {path: name for name, path in _promised(before)}
    still = {name for name, _ in _promised(after)}
    gone = {Break(name, "it is not public any more") for name in promised.values() if name not in still}
    changed = {
        Break(name, how)
        for breakage in griffe.find_breaking_changes(before, after)
        for name, how in _told(breakage, promised)
        if not any(name == one.name or name.startswith(f"{one.name}.") for one in gone)
    }

    return sorted(gone | changed)


def _promised(package: griffe.Object | griffe.Alias) -> Iterator[tuple[str, str]]:
    """
    Return each public name as users write it after ``mentorcore.``, and the path of what it stands for.
    """
    for public in PUBLIC:
        inside = public.removeprefix("mentorcore").lstrip(".")
        try:
            module = package[inside] if inside else package
        except KeyError:
            continue
        names = module.exports or set(module.classes)
        for name in map(str, names):
            path = module[name].canonical_path if name in module.members else f"{public}.{name}"
            yield f"{inside}.{name}".lstrip("."), path


def _told(breakage: griffe.Breakage, promised: dict[str, str]) -> Iterator[tuple[str, str]]:
    path = breakage.obj.canonical_path
    for of, name in promised.items():
        if path == of or path.startswith(f"{of}."):
            values = (breakage.old_value, breakage.new_value)
            about = [f" ({value.name})" for value in values if isinstance(value, griffe.Parameter)][:1]
            yield f"{name}{path.removeprefix(of)}", "".join([breakage.kind.value, *about])


def main(root: Path) -> list[str]:
    """
    Return what breaks without being announced; say what was compared.
    """
    tag = last_release(root)
    if tag is None:
        print("There is no tag of a release here, so there is nothing to compare with.")  # noqa: T201
        return []
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    found = breaks_since(tag, root)
    unsaid = [one for one in found if not one.is_announced(changelog, tag)]
    print(f"Compared with {tag}: {len(found)} breaks, {len(unsaid)} of them unannounced.")  # noqa: T201

    return [f"{one} (name it in CHANGELOG.md under Changed or Removed, or take it back)" for one in unsaid]


if __name__ == "__main__":
    sys.exit("\n".join(main(ROOT)) or 0)
