"""Style as tests: each rule of the house that a program can see, and the place that breaks it."""

from __future__ import annotations

import ast
import re
import string
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any

from packaging.requirements import Requirement

from ledger import errors
from ledger.texts import table
from tests.sources import ROOT, comments_of, committed, dotted, module_of, python_files, text_of, tree_of

PACKAGES = ("api", "ledger", "migrations", "reconciliation", "reports")
TOP = {
    *PACKAGES,
    *("benchmarks", "tests", "pyproject.toml", "README.md", "Makefile", ".ci"),
    *(".gitignore", ".gitattributes", ".editorconfig", "requirements.txt", "requirements-dev.txt"),
}
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
README_LINES = range(30, 101)

# Where a logarithm and a quantile may be floats.
FLOATS_ALLOWED = {
    Path("reconciliation/analytics/logarithms.py"),
    Path("reconciliation/sampling/quantile.py"),
}

# Files and packages that hold no clock and no I/O: their answer depends on their arguments alone.
PURE = (
    *("ledger.errors", "ledger.money", "ledger.calendar", "ledger.districts", "ledger.buckets"),
    *(
        "ledger.commands",
        "ledger.entries",
        "ledger.documents",
        "ledger.rules",
        "ledger.balances",
        "ledger.seal",
    ),
    *(
        f"reconciliation.{name}"
        for name in (
            *(
                "analytics",
                "audit",
                "cases",
                "catalogue",
                "collect",
                "districts",
                "documents",
                "explained",
                "external",
                "facts",
                "findings",
            ),
            *(
                "identities",
                "matching",
                "narrow",
                "opening",
                "overhead",
                "papers",
                "purse",
                "receipts",
                "reconcile",
            ),
            *("rule_set", "runs", "sampling"),
            *("scope", "statement", "value", "work", "worth"),
        )
    ),
)
OUTSIDE = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic"),
    *("open", "input", "print", "os.environ", "os.getenv", "getenv", "random.random", "uuid.uuid4", "uuid4"),
}
IMPURE_MODULES = {
    *("asyncio", "getpass", "glob", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets"),
    *("shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"),
}

# Other folders of tests/, beside those named after packages and `story`, whose tests cross them.
TEST_FOLDERS = {*PACKAGES, "benchmarks", "browser", "faults", "properties", "story"}


def is_pure(module: str) -> bool:
    return any(module == pure or module.startswith(f"{pure}.") for pure in PURE)


def pure_files() -> list[Path]:
    return [path for path in python_files("ledger", "reconciliation") if is_pure(module_of(path))]


def test_only_agreed_names_stand_at_the_top() -> None:
    assert {path.parts[0] for path in committed()} - TOP == set()


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in python_files() if not ast.get_docstring(tree_of(path))]
    assert silent == []


def test_a_file_is_one_noun_and_fits_in_the_head() -> None:
    sizes = {path: len(text_of(path).splitlines()) for path in python_files()}
    assert {path: size for path, size in sizes.items() if size > FILE_LINES_MAX} == {}


def test_a_function_is_at_most_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert long == []


def test_money_never_meets_a_float() -> None:
    floats = [
        f"{path}:{node.lineno}"
        for path in python_files("ledger", "reconciliation")
        if path not in FLOATS_ALLOWED
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and dotted(node.func) == "float")
    ]
    assert floats == []


def test_pure_files_see_no_clock_and_touch_nothing_outside() -> None:
    seen = [
        f"{path}:{node.lineno} {dotted(node)}"
        for path in pure_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute | ast.Name)
        and any(dotted(node) == name or dotted(node).endswith(f".{name}") for name in OUTSIDE)
    ]
    assert seen == []


def imported_by(path: Path) -> list[str]:
    """The modules a file names; `from ledger import money` names ledger.money."""
    nodes = list(ast.walk(tree_of(path)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    for node in (node for node in nodes if isinstance(node, ast.ImportFrom)):
        module = node.module or ""
        names += [f"{module}.{alias.name}" for alias in node.names] if module in PACKAGES else [module]
    return names


def test_pure_files_import_only_pure_things() -> None:
    """Each imports only pure modules, so none reaches anything outside through another."""
    libraries = ({*sys.stdlib_module_names} - IMPURE_MODULES) | {"orjson"}  # orjson for canonical bytes
    foreign = [
        f"{path} imports {name}"
        for path in pure_files()
        for name in imported_by(path)
        if name.split(".")[0] not in libraries and not is_pure(name)
    ]
    assert foreign == []


def test_every_exemption_carries_its_code_and_its_reason() -> None:
    exemption = re.compile(r"noqa|type:\s*ignore|pragma:|ruff:|mypy:")
    reasoned = re.compile(
        r"# (?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\])"
        r"\s+(?:-|--|—|#)\s+.*\w{4,}"
    )
    bare = [
        f"{path}:{line} {comment}"
        for path in python_files()
        for line, comment in comments_of(path)
        if exemption.search(comment) and not reasoned.match(comment)
    ]
    assert bare == []


def test_no_committed_text_names_a_machine_or_a_registry() -> None:
    folders = "work|root|opt"
    hosts = r"pypi|files\.pythonhosted|registry\.npmjs|(?:[a-z]+\.)?debian"
    names = re.compile(
        rf"(?<![\w.)}}\]])/(?:{folders})/|\.\blibrary\b/|\.\./shared|\b(?:{hosts})\.(?:org|com)\b"
    )
    named = [
        f"{path}:{number} {line.strip()[:80]}"
        for path in committed()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if names.search(line)
    ]
    assert named == []


def test_each_package_tells_its_words_and_decisions_in_a_readme() -> None:
    lengths = {
        package: len((ROOT / package / "README.md").read_text(encoding="utf-8").splitlines())
        if (ROOT / package / "README.md").exists()
        else 0
        for package in PACKAGES
    }
    assert {package: lines for package, lines in lengths.items() if lines not in README_LINES} == {}


def flattened(texts_of: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, value in texts_of.items():
        texts |= (
            flattened(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value)}
        )
    return texts


@cache
def texts_in(language: str) -> dict[str, str]:
    folder = ROOT / "ledger" / "texts" / language
    subjects = {path.stem: table(path.stem, language) for path in folder.glob("*.toml")}
    return flattened(subjects)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_thai_and_english_say_the_same_things_with_the_same_facts() -> None:
    thai, english = texts_in("th"), texts_in("en")
    assert thai.keys() ^ english.keys() == set()
    assert [key for key in thai if placeholders(thai[key]) != placeholders(english[key])] == []


def refusals(kind: type[errors.Refusal] = errors.Refusal) -> set[type[errors.Refusal]]:
    below = {heir for child in kind.__subclasses__() for heir in refusals(child)}
    return below | set(kind.__subclasses__())


def test_every_refusal_has_a_sentence_in_both_languages() -> None:
    codes = {kind.code for kind in refusals() if "code" in vars(kind)}
    silent = {
        (language, code)
        for language in ("th", "en")
        for code in codes
        if not any(key.split(".")[:2] == ["refusals", code] for key in texts_in(language))
    }
    assert codes
    assert silent == set()


def test_tests_mirror_the_packages() -> None:
    strangers = [
        path
        for path in python_files("tests")
        if len(path.parts) > 2 and path.name.startswith("test_") and not mirrors(path)
    ]
    assert strangers == []
    assert {path.parts[1] for path in python_files("tests") if len(path.parts) > 2} - TEST_FOLDERS == set()


def mirrors(test: PurePath) -> bool:
    """Whether a test's name begins with that of a file or folder of the package its folder is named after."""
    package = Path(*test.parts[1:-1])
    if package.parts[0] not in PACKAGES:
        return True
    subject = test.stem.removeprefix("test_")
    names = {path.stem for path in (ROOT / package).iterdir()} if (ROOT / package).is_dir() else set()
    return any(subject == name or subject.startswith(f"{name}_") for name in names)


def test_no_class_is_called_after_nothing() -> None:
    vague = re.compile(r"(?:Manager|Helper|Service)$|Util")
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and vague.search(node.name)
    ]
    assert found == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    excuses = {"skip", "skipif", "skipIf", "xfail", "importorskip", "SkipTest", "skipTest"}
    found = [
        f"{path}:{node.lineno}"
        for path in python_files("tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node).split(".")[-1] in excuses
    ]
    assert found == []


def test_the_locks_bind_what_the_project_asks_for_and_name_no_address() -> None:
    asked = tomllib.loads(text_of(Path("pyproject.toml")))
    groups = asked["dependency-groups"]
    everything = [*asked["project"]["dependencies"], *groups["build"]]
    everything += [line for line in groups["dev"] if isinstance(line, str)]
    lock = text_of(Path("requirements-dev.txt"))
    pins = dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, flags=re.MULTILINE))
    for requirement in map(Requirement, everything):
        assert requirement.specifier.contains(pins[requirement.name]), requirement
        assert version(requirement.name) == pins[requirement.name], f"{requirement.name}: run make test"
    runtime = text_of(Path("requirements.txt"))
    shared = set(re.findall(r"^[a-z0-9-]+==[^ ;\\]+", runtime, flags=re.MULTILINE))
    assert shared <= set(re.findall(r"^[a-z0-9-]+==[^ ;\\]+", lock, flags=re.MULTILINE))
    assert re.findall(r"https?:|file:|--(?:index|extra|find|trusted)|(?<=@) ", lock + runtime) == []
