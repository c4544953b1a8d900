"""What people are shown: files as they are read, the ledger, the way of a number, pictures."""
