"""The sub-commands of ``afa``, one module a subject."""
