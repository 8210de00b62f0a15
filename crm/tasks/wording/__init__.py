"""What people write in one line: "tomorrow at 15 call Ivan", «завтра в 15 позвонить Ивану» (TSK-1).

``reading`` takes the words of time out of a line, by the patterns of ``english`` and ``russian``, both
whatever the reader's language is; what is left is what there is to do. Pure: the reader's clock is handed in.
"""
