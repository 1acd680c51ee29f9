"""The simulator that judges the rotation index against simpler rules. Everything in it is simulated."""
