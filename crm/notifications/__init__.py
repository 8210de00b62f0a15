"""The bell and the mails behind it: how people are told. Who is told, the owner of the event decides.

``tell`` keeps one notice for each person in the transaction of the fact, and has the mails written (NOT-2).
A notice holds ids only: what it says is made when it is read, in the reader's language and of what the
reader may see by then (NOT-1, L10-4).
"""
