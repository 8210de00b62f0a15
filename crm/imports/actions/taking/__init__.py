"""What is done with the cells of a column, as functions that are made once for a file.

None of them asks what its column means; sentences are made only where something is wrong.
"""
