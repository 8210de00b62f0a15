"""What the columns of a file mean, and what their cells say.

``exports`` knows the exports of other programs by their headings, ``guesses`` tells for each column what it
may become and why, ``people`` takes whole names apart, ``cells`` reads several values of one cell, dates,
numbers, yes and no. Nothing here knows a workspace: what a column may become is handed in.
"""
