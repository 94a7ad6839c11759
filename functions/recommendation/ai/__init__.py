"""Who arranges evidence into an itinerary: the port, and the adapters of it."""
