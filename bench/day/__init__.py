"""Twenty-four hours of visits in one: does the terminal grow? `python -m bench.day --hours 1`."""
