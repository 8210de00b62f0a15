"""Reading contacts: ``records`` (whole, with their lists), ``listing`` (page by page), ``matching`` (search).

Every answer is bounded, and costs the same number of statements however many contacts there are (L10).
"""
