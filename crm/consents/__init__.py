"""What contacts have consented to, and when they took it back: a ledger that mailings ask (CON-22).

Also what the law lets a person ask for: everything that is kept about them, and that it be erased.
"""
