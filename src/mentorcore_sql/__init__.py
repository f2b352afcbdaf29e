"""
What every relational backend shares: tables, statements, queries, commits, checks, migrations and a pool, in
no dialect of SQL.

A backend adds what is its dialect's alone: connections and transactions, how a store is recognised and a
table changed, and the views over the documents.
"""
