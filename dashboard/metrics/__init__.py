"""The arithmetic: pure functions from sums to answers, with a definition for each metric. No Dash, Flask or SQL."""
