"""Where records rest: what they are (records), their tables, how they are written, and the facts made from them."""
