"""Releases: frozen, audited figures for readers who may see aggregates only. The builder alone writes them.

``rules`` reads the parameters, ``counting`` turns a school's pupils into tables, ``catalogue`` says what may be shown
and in which order, ``building`` shows what the audit lets through, ``store`` keeps it. Pages read it by
``queries.releases`` and nothing else.
"""
