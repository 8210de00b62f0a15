"""The history of a record: facts told in sentences, and what people write down themselves (CON-15).

Notes, calls, meetings and mails are entries that hang on a record by its anchor; facts and entries stand in
one history, newest first.
"""
