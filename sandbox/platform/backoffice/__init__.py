"""The clerk's page: a server-rendered web page beside the interface, never part of the contract."""
