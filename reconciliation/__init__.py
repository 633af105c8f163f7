"""Spending against accepted outputs: matching, value and findings, all pure; knows the ledger."""
