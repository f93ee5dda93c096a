"""One module a file format: a file becomes sheets of text, nothing more."""
