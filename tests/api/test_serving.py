"""How the API is served follows from the environment, and what is of no use there is refused."""

from __future__ import annotations

import pytest

from api.serving import RATE, RATE_MAX, Serving
from ledger.errors import Unusable

SECRET = "s" * 32


def test_an_empty_environment_limits_generously_and_opens_no_metrics() -> None:
    assert Serving.load({}) == Serving(RATE, "", "info")
    assert Serving.load({"KHLANG_RATE": "", "KHLANG_METRICS_TOKEN": "", "KHLANG_LOG_LEVEL": ""}).rate == RATE


def test_the_environment_is_heard_and_its_secret_is_not_shown() -> None:
    said = {"KHLANG_RATE": "0", "KHLANG_METRICS_TOKEN": SECRET, "KHLANG_LOG_LEVEL": "error"}
    assert Serving.load(said) == Serving(0, SECRET, "error")
    assert SECRET not in repr(Serving.load(said))


@pytest.mark.parametrize(
    ("name", "value"),
    (
        ("KHLANG_RATE", "-1"),
        ("KHLANG_RATE", "1e3"),
        ("KHLANG_RATE", "๒๐๐"),
        ("KHLANG_RATE", "²"),
        ("KHLANG_RATE", str(RATE_MAX + 1)),
        ("KHLANG_RATE", "9" * 5000),
        ("KHLANG_METRICS_TOKEN", "s" * 31),
        ("KHLANG_METRICS_TOKEN", "ความลับ" * 10),
        ("KHLANG_METRICS_TOKEN", "s" * 31 + "\n"),
        ("KHLANG_LOG_LEVEL", "INFO"),
    ),
)
def test_what_is_of_no_use_is_refused(name: str, value: str) -> None:
    with pytest.raises(Unusable) as refused:
        Serving.load({name: value})
    assert (refused.value.code, refused.value.facts["name"]) == ("bad_setting", name)
    assert value not in str(refused.value)
