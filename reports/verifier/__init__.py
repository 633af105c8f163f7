"""Verifier: what checks an audit bundle without Khlang; written in rooms, shipped as one file.

Standard library only, Python >= 3.9. It knows nothing of the other packages, so that nothing they get
wrong is got wrong twice; `joined.source` puts the rooms together as `verify_khlang.py`.
"""

from reports.verifier.check import check_bundle, main
from reports.verifier.joined import source
from reports.verifier.said import FORMAT, SIGNED_AS, Wrong

__all__ = ["FORMAT", "SIGNED_AS", "Wrong", "check_bundle", "main", "source"]
