"""Resources: one file per noun of the API, schema and routes together.

asking.py           Ask: who asks about which book, and the snapshot that answers
operation.py        a route with its schemas and every answer it may give
fields.py           what arguments and documents are made of
sight.py            an entry as a reader may see it
register.py         pages of entries and documents
numbered.py         documents that belong to one unit each
sieve.py            which of them are asked for by what they say
outstanding.py      which of them are open or late
formats/            a list as JSON, CSV or XLSX
wire_form.py        a request as people write it
later.py            what takes long: a job, answered with its end where that comes soon
body.py             what a write sends: its key, one request or a list
preconditions.py    what a caller believes, asked under the lock that posts
commands.py         the one way to post; bulk.py: of lists; forms.py: at each resource's own address
guessed.py          what is sent to be let in, tried and noted
narrowing.py        what a token that says less may write
pointers.py         the place of what cannot be used
handed_in.py        the one file that a request carries, raw or in a form
upload_schemas.py   an upload as its owner sees it
command_schemas.py  what each verb takes, from the ledger's own fields
"""

from api.resources import (
    account,
    allocations,
    balances,
    books,
    budget,
    carry_overs,
    commands,
    dialogue,
    entries,
    evidence,
    following,
    foresight,
    forms,
    health,
    jobs,
    log,
    matches,
    papers,
    periods,
    proposals,
    reconciling,
    reference,
    reports,
    runs,
    sessions,
    signing_sheets,
    standing,
    targets,
    templates,
    tokens,
    transfers,
    uploads,
    vouchers,
)

RESOURCES = (
    *(
        module.routes
        for module in (
            books, reference, balances, allocations, entries, transfers, vouchers, papers, proposals, runs,
            evidence, dialogue, matches,
            periods, targets, budget, carry_overs, following,
            standing, log, commands, foresight, health, jobs, reports, reconciling, signing_sheets,
            templates, uploads, sessions, account, tokens,
        )
    ),
    forms.forms(),
)  # fmt: skip
