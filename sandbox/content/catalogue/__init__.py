"""The catalogue as authored: YAML files, each a part; `kiosk content check` takes this folder."""
