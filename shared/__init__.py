"""The kernel every context may import: published events, ports, adapters, errors, settings."""
