"""Papers to hold in hand, sign and send: PDF made from frozen statements."""
