"""Joined: the rooms of the verifier as the one file that is shipped, `verify_khlang.py`."""

from __future__ import annotations

import ast
from importlib.resources import files
from typing import Final

ROOMS: Final = (
    *("said", "ed25519", "notes", "tree", "bundle", "entries", "registers", "value", "identities"),
    *("journals", "workbook", "cells", "receipts", "check"),
)
_RULE: Final = 108
_RUN: Final = '\n\nif __name__ == "__main__":\n    sys.exit(main())\n'


def source() -> str:
    """The whole program: the last room's docstring, every import once, then room after room."""
    imports: set[str] = set()
    bodies = [_body(room, imports) for room in ROOMS]
    plain = sorted(one for one in imports if one.startswith("import "))
    named = sorted(imports - set(plain))
    head = f'"""{ast.get_docstring(_tree("check"), clean=False)}"""\n\nfrom __future__ import annotations\n\n'
    return head + "\n".join([*plain, *named]) + "\n" + "".join(bodies) + _RUN


def _text(room: str) -> str:
    return (files(__package__) / f"{room}.py").read_text("utf-8")


def _tree(room: str) -> ast.Module:
    return ast.parse(_text(room))


def _body(room: str, imports: set[str]) -> str:
    """A room under a heading, without its docstring and imports; the library's are kept apart."""
    last = 0
    title = (
        (ast.get_docstring(_tree(room)) or room).partition("\n")[0] if room != "check" else "All together."
    )
    for node in _tree(room).body:
        match node:
            case ast.Import(names=names):
                imports.update(f"import {one.name}" for one in names)
            case ast.ImportFrom(module=str(module), names=names):
                if module != "__future__" and not module.startswith(f"{__package__}."):
                    imports.update(f"from {module} import {one.name}" for one in names)
            case ast.Expr(value=ast.Constant(value=str())):
                pass
            case _:
                continue
        last = node.end_lineno or 0
    rest = "\n".join(_text(room).splitlines()[last:]).strip("\n")
    return f"\n\n# ── {title} {'─' * max(0, _RULE - len(title) - 5)}\n\n\n{rest}\n"
