"""Access: who is asking and what may be shown to them.

A token or a session says who asks; the roles and units it opens are journaled grants, read anew each time.

    tables.py     the tables of this room
    tokens.py     Token: made, found, taken back; shown once
    accounts.py   Account: a person who signs in; made, reset, disabled
    enrolling.py  a person's own password and second factor: set up, changed
    passwords.py  what may be a password, and how it is kept; guessable.py: of how many pieces it is made
    factor.py     codes of an application, and their secret sealed
    sign_in.py    a password and a code make a session; sessions.py: how it lasts and ends
    attempts.py   tries at what can be guessed; lockout.py: failures of tokens
    door.py       what a presented text opens
    scope.py      Scope: the units a reader may see
    reader.py     Reader: one person at one book on one day
"""
