"""jixiao: from published performance-budgeting documents to raw tables. One room per step."""
