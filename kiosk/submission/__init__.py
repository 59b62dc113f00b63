"""From what the citizen gave to what the platform took in: the package, its requests, the one submission."""
