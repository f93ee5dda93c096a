"""A governor who wants to know of a child: reads every byte served, and works out what must be true. Shares no code
with the builder of releases."""
