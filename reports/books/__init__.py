"""Books: each file is one kind of workbook; none imports another."""
