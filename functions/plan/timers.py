"""What plan does by the clock."""

import azure.functions as func

from functions.plan import trending
from shared.dependencies import dependencies

bp = func.Blueprint()


@bp.timer_trigger(arg_name="timer", schedule="0 * * * * *", run_on_startup=False)
async def plan_trending(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the trigger hands it over
    """Bring what trends up to date."""
    await trending.refresh(dependencies("plan"))
