"""Sampling: what an auditor draws and how it is judged, so that anyone can draw it again.

Every figure is an exact fraction; the only binary floating point is in quantile.py.
"""

from reconciliation.sampling.evaluation import Evaluation, evaluate
from reconciliation.sampling.monetary import PPS, TOP, Hit, MonetarySample, draw
from reconciliation.sampling.population import Item, NotDrawn, Terms, VoucherKey, key_of, population, terms_of
from reconciliation.sampling.quantile import confidence_factors
from reconciliation.sampling.rows import (
    EVALUATION_COLUMNS,
    PARAMETER_COLUMNS,
    SAMPLE_COLUMNS,
    STRATIFIED_COLUMNS,
    STRATUM_COLUMNS,
    EvaluationRow,
    ParameterRow,
    SampleRow,
    StratifiedRow,
    StratumRow,
    evaluation_rows,
    parameter_rows,
    sample_rows,
    stratified_rows,
    stratum_rows,
)
from reconciliation.sampling.stratified import StratifiedSample, Stratum, by_amount, by_unit, draw_stratified
from reconciliation.sampling.unsupported import Burden, match_burdens, overhead_burdens, unsupported_shares

__all__ = [
    "EVALUATION_COLUMNS",
    "PARAMETER_COLUMNS",
    "PPS",
    "SAMPLE_COLUMNS",
    "STRATIFIED_COLUMNS",
    "STRATUM_COLUMNS",
    "TOP",
    "Burden",
    "Evaluation",
    "EvaluationRow",
    "Hit",
    "Item",
    "MonetarySample",
    "NotDrawn",
    "ParameterRow",
    "SampleRow",
    "StratifiedRow",
    "StratifiedSample",
    "Stratum",
    "StratumRow",
    "Terms",
    "VoucherKey",
    "by_amount",
    "by_unit",
    "confidence_factors",
    "draw",
    "draw_stratified",
    "evaluate",
    "evaluation_rows",
    "key_of",
    "match_burdens",
    "overhead_burdens",
    "parameter_rows",
    "population",
    "sample_rows",
    "stratified_rows",
    "stratum_rows",
    "terms_of",
    "unsupported_shares",
]
