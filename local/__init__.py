"""Kt-ravel on one machine: the host of the functions, the gateway in front of them, and the tools around them."""
