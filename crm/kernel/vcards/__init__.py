"""vCards as a format: properties and their lines, of versions 2.1, 3.0 and 4.0. No contact is known here.

``reading`` takes cards of all three versions apart, with the habits of those who write them; ``writing`` puts
lines together for 3.0 (RFC 2426) and 4.0 (RFC 6350). Why by hand: docs/decisions/0011-vcards-by-hand.md.
"""
