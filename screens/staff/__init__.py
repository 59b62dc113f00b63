"""The pages for the people who look after the terminal, and those of its first start."""
