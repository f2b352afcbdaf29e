"""
What the project checks, and how: `nox` runs everything, `nox -s tests` the tests alone.

The tests run against the built wheel in an environment of its own, never against the source tree.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import nox


nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["lint", "typing", "tests", "docs", "package", "api"]
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True

HERE = Path(__file__).parent
PROJECT = nox.project.load_toml(HERE / "pyproject.toml")
EXTRAS = "sqlite,json,postgres,matching,documents,ical,rosters,cli,testing"

PYTHONS = nox.project.python_versions(PROJECT)

ALL = ["--numprocesses=2", "--dist=loadscope"]
"""What pytest is told to run all tests, on two cores."""

MUTATED = {
    "model": (["tests/model"], "fork"),
    "storage": (["tests/storage", "--ignore=tests/storage/test_races.py"], "fork"),
    "insight": (["tests/insight"], "fork"),
    # typst's threads do not survive a fork
    "documents": (["tests/documents", "--ignore=tests/documents/test_rendering_browser.py"], "forkserver"),
}
"""The packages whose code is changed, the tests that have to notice, and how the tool runs them."""

MADE_ONCE = {"storage": ["src/mentorcore/storage/layout.py"]}
"""What is made when a module is imported, before the tool changes anything, so that no test could notice."""

LEAST_NOTICED = 0.9


@nox.session
def tests(session: nox.Session) -> None:
    """
    Build the wheel, test it, and hold its branch coverage; arguments go to pytest.

    With arguments coverage is reported but not enforced, since they may select a part of the tests.
    """
    scratch = Path(session.create_tmp()).absolute()
    wheel = _built_wheel(session, scratch)
    session.install(f"{wheel}[{EXTRAS}]", *_group("tests"))
    session.install("--force-reinstall", "--no-deps", str(wheel))
    _refuse_source_tree(session)

    for old in scratch.glob(".coverage*"):
        old.unlink()
    environment = {
        "COVERAGE_FILE": str(scratch / ".coverage"),
        "COVERAGE_RCFILE": str(HERE / "pyproject.toml"),
    }
    arguments = session.posargs or ALL
    session.run("coverage", "run", "-m", "pytest", *arguments, env=environment)
    session.run("coverage", "combine", "--quiet", env=environment)
    short = [
        part
        for part, least in {"*": 97, "*/mentorcore/model/*": 100}.items()
        if not _covered(session, part, least, environment)
    ]
    if short and not session.posargs:
        session.error(f"too little is covered of {' and '.join(short)}")


@nox.session
def lint(session: nox.Session) -> None:
    """
    Check style, format and the direction of imports.
    """
    session.install(*_group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", env={"PYTHONPATH": "src"})


@nox.session
def typing(session: nox.Session) -> None:
    """
    Check types, strictly.
    """
    extras = PROJECT["project"]["optional-dependencies"]
    needed = [requirement for extra in EXTRAS.split(",") for requirement in extras[extra]]
    session.install(*PROJECT["project"]["dependencies"], *needed, *_group("typing"))
    session.run("mypy")
    with session.chdir(HERE / "examples" / "mentorcore-duckdb"):
        session.run("mypy", env={"MYPYPATH": str(HERE / "src")})


@nox.session
def docs(session: nox.Session) -> None:
    """
    Build the documentation; a warning is an error. The tests execute its code blocks.
    """
    session.install(f".[{EXTRAS}]", *_group("docs"))
    session.run("sphinx-build", "-W", "--keep-going", "-E", "-q", "docs", "docs/_build/html")
    session.run("python", "-m", "tests.docs.links", "docs/_build/html")
    session.log("The documentation is in docs/_build/html/index.html")


@nox.session
def package(session: nox.Session) -> None:
    """
    Build what a release consists of, look into it, and use each extra alone in an environment of its own.

    Arguments are the extras to use; otherwise it is every extra that pyproject.toml has.
    """
    session.install(*_group("release"))
    folder = Path(session.create_tmp()).absolute() / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(folder))
    session.run("twine", "check", "--strict", *map(str, folder.iterdir()))
    session.run("python", "-m", "tests.release.archives", str(folder))
    (wheel,) = folder.glob("*.whl")
    session.run("python", "-m", "tests.release.extras", str(wheel), *session.posargs)
    session.log(f"The release is in {folder}")


@nox.session
def api(session: nox.Session) -> None:
    """
    Compare the public names with those of the last release: a break has to be announced in CHANGELOG.md.
    """
    session.install(*_group("api"), "attrs")
    session.run("python", "-m", "tests.release.api")


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """
    Run the tests with every Python that is promised and installed. Arguments go to pytest.
    """
    wheel = _built_wheel(session, Path(session.create_tmp()).absolute())
    session.install(f"{wheel}[{EXTRAS}]", *_group("tests"))
    session.install("--force-reinstall", "--no-deps", str(wheel))
    _refuse_source_tree(session)
    session.run("python", "-m", "pytest", *(session.posargs or ALL))


@nox.session
@nox.parametrize("part", list(MUTATED))
def mutation(session: nox.Session, part: str) -> None:
    """
    Change the code of a part in thousands of small ways: its own tests have to notice nine in ten of them.

    Not part of a plain `nox`, since it takes long. Arguments go to mutmut: names of mutants.
    """
    session.install(f".[{EXTRAS}]", *_group("tests"), *_group("mutation"))
    copy = Path(session.create_tmp()).absolute() / part
    if not session.posargs:
        shutil.rmtree(copy, ignore_errors=True)
    left_out = shutil.ignore_patterns(".*", "_build", "__pycache__", "mutants")
    for name in ("src", "examples", "docs", "servers"):
        shutil.copytree(HERE / name, copy / name, ignore=left_out, dirs_exist_ok=True)
    shutil.copytree(
        HERE / "tests", copy / "tests", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    for name in ("conftest.py", "README.md", "pyproject.toml"):
        shutil.copy(HERE / name, copy)
    (copy / "setup.cfg").write_text(_of_mutmut(part), "utf-8")
    session.chdir(copy)
    environment = {"HYPOTHESIS_PROFILE": "mutation"}
    session.run("mutmut", "run", "--max-children", "2", *session.posargs, env=environment)
    told = session.run("mutmut", "results", "--all", "true", env=environment, silent=True)
    became = Counter(line.rpartition(": ")[2] for line in str(told).splitlines() if ": " in line)
    noticed = became["killed"] + became["timeout"]
    session.log(f"{part}: {noticed} of {became.total()} noticed; {dict(became)}")
    if not session.posargs and noticed < LEAST_NOTICED * became.total():
        session.error(
            "too many changes go unnoticed; `mutmut results` and `mutmut show` in the copy tell which"
        )


def _of_mutmut(part: str) -> str:
    tests, isolation = MUTATED[part]
    lists = {
        "source_paths": ["src/"],
        "only_mutate": [f"src/mentorcore/{part}/*"],
        "do_not_mutate": MADE_ONCE.get(part, []),
        "pytest_add_cli_args_test_selection": tests,
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-x", "-q", "--assert=plain"],
        "also_copy": ["tests", "examples", "docs", "servers", "conftest.py", "README.md"],
    }
    values = {"process_isolation": isolation, "timeout_multiplier": "5"}
    lines = [f"{key} = {value}" for key, value in values.items()]
    lines += ["\n    ".join([f"{key} =", *entries]) for key, entries in lists.items() if entries]

    return "\n".join(["[mutmut]", *lines, ""])


@nox.session
def crash(session: nox.Session) -> None:
    """
    Kill writers, cut the power, inject faults: 0 corrupt, 0 lost. Arguments go to ``python -m tests.crash``.
    """
    _long_check(session, "tests.crash")


@nox.session
def fuzz(session: nox.Session) -> None:
    """
    Feed hostile input to everything that reads: only typed errors. Arguments go to ``python -m tests.fuzz``.
    """
    _long_check(session, "tests.fuzz", "fuzz")


@nox.session
def mutants(session: nox.Session) -> None:
    """
    Run the contract against broken backends: each is caught. Arguments go to ``python -m tests.mutants``.
    """
    _long_check(session, "tests.mutants")


@nox.session
def bench(session: nox.Session) -> None:
    """
    Measure mentorcore beside what one would use instead. Arguments go to ``python -m benchmarks``.
    """
    session.install(f".[{EXTRAS}]", *_group("peers"), *_group("servers"))
    session.run("python", "-m", "benchmarks", *session.posargs)


def _long_check(session: nox.Session, module: str, *groups: str) -> None:
    session.install(f".[{EXTRAS}]", *_group("tests"), *(r for group in groups for r in _group(group)))
    session.run("python", "-m", module, *session.posargs)


def _group(name: str) -> list[str]:
    return list(nox.project.dependency_groups(PROJECT, name))


def _built_wheel(session: nox.Session, scratch: Path) -> Path:
    folder = scratch / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    session.install("build")
    session.run("python", "-m", "build", "--wheel", "--outdir", str(folder))
    (wheel,) = folder.glob("*.whl")

    return wheel


def _covered(session: nox.Session, part: str, least: int, environment: dict[str, str]) -> bool:
    session.log(f"Branch coverage of {part}, which has to be at least {least} %")
    report = ["coverage", "report", f"--include={part}"]
    session.run(*report, env=environment)
    enough = session.run(
        *report, "--format=total", "--precision=4", env=environment, silent=True, success_codes=[0, 1, 2]
    )

    return float(str(enough).split()[-1]) >= least


def _refuse_source_tree(session: nox.Session) -> None:
    found = session.run("python", "-c", "import mentorcore; print(mentorcore.__file__)", silent=True)
    if not found or (HERE / "src").as_posix() in Path(str(found).strip()).as_posix():
        session.error(f"the tests would import the source tree: {found}")
