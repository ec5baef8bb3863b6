"""The computer's print queues, reached without Qt."""
