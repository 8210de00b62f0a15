"""Mail: decided in the transaction of its cause, written and sent by a job.

Whoever wants a mail sent says so in the transaction of the change::

    actions.post("contacts.assigned", to=…, locale=…, user_id=…, about=("contact", 41))

That makes a row of the ledger (``models``) and a job, both gone if it rolls back. The job has the letter
written by its package (``letters``; text and HTML come from the same blocks, ``composing``) and sends it
(``sending``) over SMTP (``smtp``). ``models.MailKind`` says what a broken connection means for a mail.
``readers`` asks who a user is by then. ``inbox`` and its pages show what the development sink kept; they
don't exist in production.
"""
