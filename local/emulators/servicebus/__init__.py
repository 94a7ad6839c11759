"""Service Bus's AMQP 1.0 over the embedded broker, for the real azure-servicebus (local/emulators/README.md)."""
