"""What must be true of a row, one module a subject: each rule has a code, a severity and words that say what to do."""
