"""How one step of the server tells the next that a check is already made.

A context comes from outside as text, so a value that is compared by identity can only
have been put there by the server itself: no remote call can pretend a check.
"""

CHECKED = object()
