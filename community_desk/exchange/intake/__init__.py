"""Reading an office file into plain rows: told apart by content, read in a child process with limits."""
