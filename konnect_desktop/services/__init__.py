"""The verbs: what the app does, on worker threads, without Qt."""
