"""The store, on real SQLite files and on PostgreSQL."""
