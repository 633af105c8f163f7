"""Matching: which vouchers pay for which deliveries, by ordered rules; it changes no value figure."""
