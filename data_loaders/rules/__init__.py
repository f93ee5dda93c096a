"""What must be true of a row, one module a subject: a rule has a code, a severity and a message that says what to do."""
