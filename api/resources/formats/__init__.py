"""Formats: a document that was answered, as JSON, CSV or XLSX, by `Accept`.

form.py         which of them a reader asked for, and what an answer in it carries
table.py        the tables of a document, from its schema
commas.py       a table as CSV
spreadsheet.py  tables as a workbook

Each form has a tag of its own. A file holds up to 2,000 rows, read a page at a time in one snapshot, and
names the next in `Link`, because making more would keep a thread for seconds; a whole register is a report,
made as a job. What has no rows is JSON only, and another wish is 406, instead of an answer nobody asked for.
"""
