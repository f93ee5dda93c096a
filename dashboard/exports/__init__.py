"""What can be taken away: the same answers as files."""
