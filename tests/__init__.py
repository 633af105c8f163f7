"""Tests mirror the packages; what several share stands beside this file."""
