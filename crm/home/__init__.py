"""Home: where a person lands, and what waits for them."""
