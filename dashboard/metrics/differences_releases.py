"""How SEND pupils stand to others in released figures, here and in the trust's schools of the phase, in words.

Of rounded values alone, so without an interval: what is said holds of the figures as they are shown.
"""

from __future__ import annotations

from dashboard.metrics.numbers import number
from dashboard.metrics.words_releases import SHARE, Line, Rules, View, mean_words, share_of, share_words, sides


def difference(view: View, *, rules: Rules) -> float | None:
    """SEND pupils' figure less other pupils', of the values as released; None where one is not shown or is counted, for
    so few."""
    send, others = sides(view)
    if send is None or others is None:
        return None
    if view["kind"] == "mean":
        return float(round(send["value"] - others["value"], 1))
    if min(send["n"], others["n"]) < rules["percent_from"]:
        return None
    one, two = (round(share_of(line["k"], of=line["n"])) for line in (send, others))
    return float(one - two)


def difference_words(view: View, *, rules: Rules) -> str:
    """``−12 percentage points``, ``+0.2 points``, ``+1.3 months``; empty where there is no difference to say."""
    found = difference(view, rules=rules)
    if found is None:
        return ""
    is_gain = view["kind"] == "mean" and view["unit"] != SHARE
    unit = view["unit"] if is_gain else "percentage points"
    said = number(found, decimals=1 if view["kind"] == "mean" else 0, sign=True)
    return f"{said} {unit.removesuffix('s') if said.lstrip('+−') in {'1', '1.0'} and not is_gain else unit}"


def apart_words(view: View, *, rules: Rules) -> str:
    """``0.2 points above``, ``12 percentage points below``, ``level with``; empty where nothing can be said."""
    found, said = difference(view, rules=rules), difference_words(view, rules=rules)
    if not found:
        return "level with" if said else ""
    return f"{said.lstrip('+−')} {'above' if found > 0 else 'below'}"


def compared(view: View, *, beside: View | None, among: str, rules: Rules) -> str:
    """The difference here and in the trust's schools of the phase together (``among`` says which), in a sentence;
    empty where neither can be said."""
    here = apart_words(view, rules=rules)
    there = apart_words(beside, rules=rules).removesuffix(" with") if beside else ""
    if here:
        return f"SEND pupils {here} other pupils{f' here, {there} in {among}' if there else ''}."
    send, others = sides(beside) if beside else (None, None)
    if beside is None or send is None:
        return ""
    one, two = (_in_short(line, view=beside) if line else "" for line in (send, others))
    if beside["kind"] == "mean":
        return f"In {among}: SEND pupils {one}" + (f", others {two}." if two else ".")
    return f"In {among}: {one} of SEND pupils" + (f" and {two} of others." if two else ".")


def _in_short(line: Line, *, view: View) -> str:
    """A line's mean, or its share of however many: the schools of a phase together have enough."""
    return mean_words(line, view=view) if view["kind"] == "mean" else share_words(line["k"], of=line["n"])
