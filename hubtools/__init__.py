"""Set-up, demo, tests and lint of milperche_hub; standard library only."""
