"""What is done with files and photos."""
