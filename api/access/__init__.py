"""Access: who is asking and what may be shown to them.

A token says who asks; the roles and units it opens are journaled grants, read anew for each request.

    tables.py     the tables of this room: tokens, and failures that lock
    tokens.py     Token: made, found, taken back; shown once
    lockout.py    failures counted per source, and when they lock
    door.py       what a presented text opens
    scope.py      Scope: the units a reader may see
    reader.py     Reader: one person at one book on one day
"""
