"""What is taken away from a page: the tables of the page as drawn, read back and written as a file. Nothing is asked
anew, so an export cannot say more than the screen."""
