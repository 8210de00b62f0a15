"""Two believable businesses to look at: a Russian and an English one, made only through public actions.

``crm demo`` makes them unless they are there, and tells who can sign in. ``russian`` and ``english`` hold
what they are made of, ``businesses`` the shape of it, ``actions`` the making.
"""
