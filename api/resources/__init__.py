"""Resources: one file per noun of the API, schema and routes together.

asking.py           Ask: who asks about which book, and the snapshot that answers
operation.py        a route with its schemas and every answer it may give
fields.py           what arguments and documents are made of
sight.py            an entry as a reader may see it
register.py         pages of entries and documents
wire_form.py        a request as people write it
pointers.py         the place of what cannot be used
command_schemas.py  what each verb takes, from the ledger's own fields
"""

from api.resources import (
    allocations,
    balances,
    books,
    commands,
    entries,
    health,
    log,
    papers,
    proposals,
    reference,
    runs,
    standing,
    transfers,
    vouchers,
)

RESOURCES = tuple(
    module.routes
    for module in (
        books, reference, balances, allocations, entries, transfers, vouchers, papers, proposals, runs,
        standing, log, commands, health,
    )
)  # fmt: skip
