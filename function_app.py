"""The function app: registers the blueprints of the contexts that KTRAVEL_CONTEXTS names, nothing else."""

from importlib import import_module

import azure.functions as func

from shared import dead_letters, health
from shared.settings import settings

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(health.bp)
app.register_functions(dead_letters.bp)
for context in settings().hosted:
    for blueprint in import_module(f"functions.{context}").blueprints:
        app.register_functions(blueprint)
