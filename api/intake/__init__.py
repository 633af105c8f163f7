"""Intake: folders of CSV files in, commands out; nothing here decides what the ledger accepts."""
