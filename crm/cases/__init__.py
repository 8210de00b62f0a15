"""Cases: one interaction with customers each, from its number to its end, and the workflow that it runs.

A case is visible to its owner, its members, the responsibles of its started steps, and to whoever sees one
of its contacts (CAS-8). What a workflow's engine decides is carried out here: facts, jobs and mails in one
transaction.
"""
