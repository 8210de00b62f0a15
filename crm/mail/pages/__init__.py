"""The inbox of development, and what can be done about mails that failed."""
