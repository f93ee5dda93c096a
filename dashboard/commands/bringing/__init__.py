"""What the import page has done outside the web server: a program a task, with memory and time caps."""
