"""The laws of the house, each a function from a folder to the faults found in it, so that a test can plant one."""
