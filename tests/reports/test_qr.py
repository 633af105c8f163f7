"""QR codes of checkpoints."""

from __future__ import annotations

import pytest

from reports.qr import BYTES_MAX, checkpoint_text, qr_png, qr_svg

ROOT = "ab" * 32
NOTE = f"khlang.example/pilot\n3\n{'A' * 43}=\n\n— khlang.example/pilot {'B' * 88}\n"


@pytest.mark.parametrize(
    ("note", "expected"),
    (
        (NOTE, NOTE),
        ("", f"pilot\n3\n{ROOT}\n"),
        (NOTE + "— witness " + "C" * BYTES_MAX, NOTE.partition("\n\n")[0]),
    ),
)
def test_a_code_holds_the_checkpoint_or_its_first_lines(note: str, expected: str) -> None:
    assert checkpoint_text(note, "pilot", 3, ROOT) == expected


def test_the_longest_text_fits_in_a_code_and_a_longer_name_is_cut_at_its_beginning() -> None:
    text = checkpoint_text("", "สมุด" * 500, 3, ROOT)
    assert text.endswith(f"\n3\n{ROOT}\n")
    assert len(text.encode()) <= BYTES_MAX
    assert qr_svg("ก" * (BYTES_MAX // 3)).startswith(b"<svg")


def test_equal_texts_give_equal_codes_and_others_differ() -> None:
    assert qr_svg(NOTE) == qr_svg(NOTE) != qr_svg(NOTE + " ")
    assert qr_png(NOTE) == qr_png(NOTE) != qr_png(NOTE + " ")
    assert qr_png(NOTE).startswith(b"\x89PNG")
