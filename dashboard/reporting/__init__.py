"""The questions pages, exports and the command line may ask: a query and a metric give an answer."""
