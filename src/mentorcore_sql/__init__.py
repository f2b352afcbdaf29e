"""
What every relational backend shares: tables, statements, queries, commits and checks, in no dialect of SQL.

A backend adds what is its dialect's alone: connections and transactions, how a store is recognised, made and
brought to another layout, and the views over the documents.
"""
