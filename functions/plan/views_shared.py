"""A plan as a share link shows it. What the link does not show is not in the view, so no page can show it either."""

from typing import Any

from functions.plan.links_handlers import Shared


def shared_view(shared: Shared) -> dict[str, Any]:
    """The view of `SharedPlanView`."""
    plan, content = shared.document, shared.document["content"]
    budget, details = "budget" in shared.sections, "details" in shared.sections
    return {
        "planId": plan["id"],
        "owner": {"id": plan["pk"], "name": shared.owner_name},
        "title": content["title"],
        "location": content["location"],
        "placeKey": plan["placeKey"],
        "travelDate": content["travelDate"],
        "endDate": content["endDate"],
        "sections": shared.sections,
        "budget": content["budget"] if budget else None,
        "currency": content["currency"] if budget else None,
        "groupSize": content["groupSize"] if details else None,
        "details": content["details"] if details else None,
        "itinerary": _itinerary(content["itinerary"], budget=budget, details=details)
        if "itinerary" in shared.sections
        else None,
        "updatedAt": plan["updatedAt"],
    }


def _itinerary(itinerary: dict[str, Any], *, budget: bool, details: bool) -> dict[str, Any]:
    hidden = ({} if budget else {"cost": None}) | ({} if details else {"note": None})
    return {
        "days": [{"date": day["date"], "items": [item | hidden for item in day["items"]]} for day in itinerary["days"]]
    }
