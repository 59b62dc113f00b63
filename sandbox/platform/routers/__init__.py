"""One file a resource of the contract."""
