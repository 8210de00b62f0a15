"""Cards that come in (CON-23). ``wishes`` and ``reach`` read what a card says in the words of a contact,
``judging`` holds it against the validator, ``adding`` makes contacts of it, ``importing`` does so for a file.
"""
