"""One file per step; there is no way down, as nothing recorded is ever taken back."""
