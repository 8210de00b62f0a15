"""Pages of the apex host: what Artel is, signing up with its progress, finding one's workspace.

A sign-up is a row of its own (``models``) until its e-mail address is confirmed; then the address is taken in
the directory and a job prepares the workspace (``actions``). Mails are written in ``letters``. Nothing here
knows a workspace from the inside.
"""
