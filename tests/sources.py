"""The project's own files, as the rules of style see them."""

from __future__ import annotations

import ast
import io
import os
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent

# Made by tools or by whoever tries the program; .gitignore names the same.
MADE_FOLDERS = frozenset({".git", ".venv", ".hypothesis", "__pycache__", "build", "dist", "out"})
MADE_ENDINGS = (
    *("_cache", ".egg-info", ".pyc", ".db", ".db-shm", ".db-wal", ".db-journal"),
    *("khlang.key", "khlang.factor"),
)


def is_made(name: str) -> bool:
    """Say whether a file or folder of this name is never committed."""
    return name in MADE_FOLDERS or name.endswith(MADE_ENDINGS)


@cache
def committed() -> tuple[Path, ...]:
    """Every file that is, or will be, committed; paths relative to the root."""
    found: list[Path] = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if not is_made(name))
        found += [Path(folder, name).relative_to(ROOT) for name in sorted(files) if not is_made(name)]
    return tuple(found)


def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file below `folders`, or below the root."""
    return tuple(
        path for path in committed() if path.suffix == ".py" and (not folders or path.parts[0] in folders)
    )


@cache
def text_of(path: Path) -> str:
    """The text of a file; bytes that are no UTF-8 (old exports) are replaced."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text_of(path), filename=str(path))


def comments_of(path: Path) -> Iterator[tuple[int, str]]:
    """The comments of a Python file with their line numbers."""
    for token in tokenize.generate_tokens(io.StringIO(text_of(path)).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def dotted(node: ast.AST) -> str:
    """The name that an expression such as `datetime.now` spells, or nothing."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def module_of(path: Path) -> str:
    """The dotted module name of a Python file."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
