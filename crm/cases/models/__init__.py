"""Cases, their types and the series of their numbers, and what people say in them."""
