"""The embedded platform: decides like a platform, with sample content. See docs/api/openapi.yaml."""
