"""The house, in one screen: how a number travels from a school's file to the pixel.

====  =======================================================  ====================================================
hop   room                                                     what is there
====  =======================================================  ====================================================
0     the file from the school's system                        a row per pupil and result
1     ``data_loaders/sources`` and ``data_loaders/mappings``   which column is what; the file becomes records
2     ``data_loaders/rules``, ``data_loaders/pipeline.py``     what must be true of a row; one transaction, one report
3     ``data_loaders/store``                                   where records rest; facts rebuilt in the transaction
4     ``dashboard/queries``                                    which pupils are counted, within the viewer's scope
5     ``dashboard/metrics`` and its ``definitions``            the arithmetic; what the number means
6     ``dashboard/pages`` and ``dashboard/figures``            what is asked; the mark
====  =======================================================  ====================================================

Who may import whom, downwards only (checked by import-linter, see ``pyproject.toml``)::

    __main__ → commands → app → callbacks → pages → components | exports → releases → reporting → figures | queries
      → metrics → selection → access.scope → data_loaders.store → data_loaders.vocabulary

The rest of ``access`` is imported by ``app``, ``callbacks``, ``pages`` and ``commands``; ``data_loaders.pipeline`` by
``commands`` and by callbacks that bring something in. ``data_loaders`` never imports ``dashboard``.

The same stems name the same subject in every room: ``progress``, ``conversations``, ``wider_outcomes``,
``attendance``. A metric over facts already held is one TOML and one function; a file layout is one TOML; a page is one
module; a chart kind is one file. One word per idea everywhere: metric, answer, selection, scope, group, place, period,
batch, mapping, rule, fact, release.
"""
