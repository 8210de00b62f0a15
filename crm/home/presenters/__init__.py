"""What a day, work and trouble are in words."""
