"""Payment providers: the port, and what implements it."""
