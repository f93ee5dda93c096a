"""Questions that released figures give a governor to ask: each begins with the figure it comes from.

They are made from the released values alone, and no question asks about a child.
"""

from __future__ import annotations

from dashboard.metrics.differences_releases import difference
from dashboard.metrics.numbers import count
from dashboard.metrics.telling import capital
from dashboard.metrics.words_releases import Rules, View, sentence, sides

_ASKED = {
    "conversations.held": "What has kept these from happening, and when will they be held?",
    "wider_outcomes.club": "What keeps pupils from coming: transport, cost, the time of day, the kinds of club?",
    "attendance.persistent": "Which reasons does the school see, what has been tried, and what has helped?",
    "progress": "What is being changed for them in class, and how will the school know that it works?",
    "attendance.missed": "How much of it is illness or appointments, and how much can the school change?",
    "progress.gain": "Is that more than chance makes, by the school's own pages? If so, what is being done about it?",
}
"""What is asked of each measure, by the beginning of its key; the longest that fits."""
_WITHOUT = {
    "conversations.held": "have had no structured conversation this term",
    "wider_outcomes.club": "came to no club this year",
    "progress": "made less than the expected gain",
}
"""How those are spoken of who do not have the outcome."""
_HIGH_IS_WORSE = frozenset({"attendance.persistent", "attendance.missed"})


def question(view: View, *, rules: Rules) -> str:
    """The question that a view of totals gives rise to; empty where it gives none, as where nothing is shown."""
    key = max((each for each in _ASKED if view["key"].startswith(each)), key=len, default="")
    fact = _fact(view, key=key, rules=rules)
    return f"{fact} {_ASKED[key]}" if fact else ""


def _fact(view: View, *, key: str, rules: Rules) -> str:
    send, _ = sides(view)
    if not key or send is None:
        return ""
    if view["kind"] == "mean":
        return _apart(view, key=key, rules=rules)
    if key in _HIGH_IS_WORSE:
        return sentence(view, rules=rules)
    left = send["n"] - send["k"]
    if left < rules["hide_below"]:
        return ""
    words = _WITHOUT[key] + (f" in {str(view['words']).rpartition(' in ')[2]}" if key == "progress" else "")
    return f"About {count(left)} of {count(send['n'])} SEND pupils {words}."


def _apart(view: View, *, key: str, rules: Rules) -> str:
    """A mean with the difference from other pupils', where SEND pupils' is the worse."""
    apart = difference(view, rules=rules)
    worse = apart is not None and (apart > 0 if key in _HIGH_IS_WORSE else apart < 0)
    return capital(sentence(view, rules=rules)) if worse else ""
