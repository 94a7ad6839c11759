"""Recommendations as they are shown."""

from collections.abc import Mapping
from typing import Any

from functions.recommendation.brief import Language
from functions.recommendation.failures import failure_view
from shared.store.port import Document


def recommendation_view(document: Document, language: Language) -> dict[str, Any]:
    """A recommendation, how far it is and what came of it, of its document."""
    result = document["result"]
    itinerary = evidence = None
    if result is not None:
        itinerary = {"days": result["days"]}
        evidence = {name: result[name] for name in ("scope", "plans", "travellers")}
    return {
        **summary_view({**document, "title": None if result is None else result["title"]}, language),
        "steps": document["steps"],
        "details": document["request"]["details"],
        "itinerary": itinerary,
        "evidence": evidence,
    }


def summary_view(document: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """A recommendation in a list, of its card's summary."""
    request = document["request"]
    return {
        "id": document["id"],
        "type": document["kind"],
        "status": document["status"],
        "madeBy": document["madeBy"],
        "title": document["title"],
        "location": request["location"],
        "placeKey": request["placeKey"],
        "travelDate": request["travelDate"],
        "endDate": request["endDate"],
        "groupSize": request["groupSize"],
        "budget": request["budget"],
        "currency": request["currency"],
        "planId": request["planId"],
        "failure": failure_view(document["failure"], language),
        "tokens": document["tokens"],
        "acceptedAs": document["acceptedAs"],
        "createdAt": document["createdAt"],
        "updatedAt": document["updatedAt"],
    }
