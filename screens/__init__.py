"""The Kivy application: theme, components, input methods, pages."""

import os

# Pydantic would search all installed packages for plugins of its own while the first page is waited for.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
