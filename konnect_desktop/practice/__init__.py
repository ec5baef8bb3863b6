"""A stateful server by docs/konnect-api.md over real HTTP, with planned faults."""
