"""Today, My work, Attention, and the numbers beside the navigation."""
