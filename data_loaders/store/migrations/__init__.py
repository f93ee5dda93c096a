"""How the schema of the pupil database came to be, one file a step in ``versions``; ``engine.migrate`` runs them.

A new step: add ``versions/v0002_<what_it_does>.py`` with ``revision = "0002"``, ``down_revision = "0001"`` and an
``upgrade()``; change ``tables.py`` in the same commit. A test compares the two on SQLite and on PostgreSQL.
"""
