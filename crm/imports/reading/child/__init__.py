"""The process that takes a file apart: ``python -m crm.imports.reading.child REQUEST``, the file its input.

It answers with lines of JSON: ``seen`` to a look, else parts of rows; ``error`` where it has to give up; and
``end`` when all is told. It imports nothing of Artel but what stands here, the reader of vCards and the
words of headings, and knows no sentences: what is wrong is told by codes (``reading.refusals``).
"""
