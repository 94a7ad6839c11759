"""What each operation costs in calls, request units, messages and executions: `python -m local.costs`."""
