"""Tasks: a person's follow-ups and reminders, with dates, recurrence and the record that they are about.

They are the lines TSK-1 and TSK-2; what a workflow asks of people are its steps, not tasks.
"""
