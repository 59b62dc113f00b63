"""A real broker for tests and load runs: Debian's mosquitto with certificates and rights as in a site's."""
