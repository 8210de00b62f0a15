"""How people are told: the bell and the mail. Whoever owns an event decides who; this package decides how."""
