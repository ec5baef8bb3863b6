"""The wire: the only room that knows the server's names, requests and pydantic."""
