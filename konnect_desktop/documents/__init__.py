"""PDF in, PDF out: checking, matching, rendering, placing."""
