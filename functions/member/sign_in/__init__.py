"""Proving at a provider who somebody is: the port, its adapters, and the settings that choose among them."""
