"""Wire fronts that speak Azure's protocols over the embedded engines, for the real SDKs."""
