"""Prove: verify the journal, sign a checkpoint, prove one entry."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from api.cli.desk import Desk
from api.cli.options import FILE, common
from ledger.checkpoints import known_verifiers, make_checkpoint, open_key, proof_of
from ledger.errors import Unusable
from ledger.signing import Verifier
from ledger.verification import verify as verify_book

SHOWN: Final = 20


@click.command()
@click.option("--checkpoint", "checkpoints", multiple=True, type=FILE, help="a checkpoint you already hold")
@click.argument("more", nargs=-1, type=FILE)
@click.option("--verifier", "verifiers", multiple=True, help="public key of the checkpoints, name+id+key")
@click.option("--deep", is_flag=True, help="ask the rules about every request again as well")
@common
def verify(
    desk: Desk,
    *,
    checkpoints: tuple[Path, ...],
    more: tuple[Path, ...],
    verifiers: tuple[str, ...],
    deep: bool,
) -> None:
    """Recompute every leaf, root, projection and balance, and compare; repairs nothing.

    MORE are further checkpoints that you hold.
    """
    notes = [_text(path) for path in (*checkpoints, *more)]
    known = [Verifier.parse(text) for text in verifiers] or known_verifiers(desk.settings.key)
    found = verify_book(desk.found, desk.book, checkpoints=notes, verifiers=known, deep=deep)
    word = "ถูกต้อง / verified" if found.ok else "ไม่ถูกต้อง / NOT verified"
    desk.say(f"{word}: {found.entries} entries, root {found.root}")
    if notes:
        desk.say(f"  บันทึกเพิ่มหลังจุดตรวจสอบล่าสุด / entries since the newest checkpoint: {found.since_checkpoint}")
    for problem in found.problems[:SHOWN]:
        desk.say(f"  {problem.code}  {' '.join(f'{k}={v}' for k, v in problem.facts.items())}")
    desk.answer(found.to_json(), failed=not found.ok)
    if not found.ok:
        raise SystemExit(1)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise Unusable("missing_file", file=path.name) from None
    except UnicodeDecodeError:
        raise Unusable("unreadable_file", file=path.name, why="not_utf8") from None


@click.command()
@common
def checkpoint(desk: Desk) -> None:
    """Sign position and root, keep the note, and print it and nothing else."""
    origin = desk.settings.origin_of(desk.book)
    key = open_key(desk.settings.key, origin)
    note = make_checkpoint(desk.engine, desk.book, key, origin)
    if desk.json:
        desk.answer({"checkpoint": note, "verifier": key.verifier.text})
        return
    click.echo(note, nl=False)


@click.command()
@click.argument("seq", type=click.IntRange(min=1))
@common
def proof(desk: Desk, seq: int) -> None:
    """The inclusion proof of one entry, with its body and a checkpoint."""
    origin = desk.settings.origin_of(desk.book)
    text = proof_of(desk.engine, desk.book, seq, open_key(desk.settings.key, origin), origin)
    if desk.json:
        desk.answer({"seq": seq, "proof": text})
        return
    click.echo(text, nl=False)


COMMANDS: Final = (verify, checkpoint, proof)
