"""Every measure once on paper: a few pupils, and what a pencil makes of them.

A strand is a table, a line of it a measure. ``test_on_paper.py`` works each out; ``tests/laws/definitions.py`` asks for
one wherever there is a definition. The numbers are those of a pencil and never of the program: means, shares and rates
by hand; intervals by the formulas of Wilson, Newcombe, Student, Welch, the ratio estimator (away from the rate:
n ÷ (n − 1) × Σ(part − rate × whole)² ÷ (Σ whole)²) and the score interval of a count.
"""
