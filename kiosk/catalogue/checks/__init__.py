"""What the linter looks for, one file a kind of thing. `kiosk.catalogue.lint` puts them together."""
