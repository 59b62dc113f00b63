"""The figures of the README, each against a limit or a peer in the same run. `make bench`."""
