"""Sheets: each sheet's columns, and its rows as a statement tells them."""
