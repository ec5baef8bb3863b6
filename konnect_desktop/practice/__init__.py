"""A stateful simulator of the Konnect contract over real HTTP, with planned faults."""
