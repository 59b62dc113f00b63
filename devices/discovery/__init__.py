"""What is plugged in, found without a word to it, and what of it a profile should name."""
