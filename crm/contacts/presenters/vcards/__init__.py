"""Contacts as vCards 3.0 and 4.0 (CON-23): ``cards`` the whole, ``reach`` the ways to reach somebody."""
