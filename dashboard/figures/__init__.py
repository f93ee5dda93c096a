"""One module a kind of chart: an answer in, a figure out."""
