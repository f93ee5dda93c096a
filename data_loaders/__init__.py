"""From files to records: read, check, convert, write. Imports nothing of ``dashboard``."""
