"""The parts that the pages of a plan have in common. They take views: what is None there is not shown."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.plan.markup import Markup, joined, tag
from functions.plan.page_words import day_of, days_of, money, say

type View = Mapping[str, Any]


def heading(language: str, plan: View) -> Markup:
    """What it is, and whose."""
    return tag(
        "header",
        tag("h1", plan["title"]),
        tag("p", say(language, "by", name=plan["owner"]["name"]), class_="soft"),
    )


def overview(language: str, plan: View) -> Markup:
    """Where, when, how many, for how much."""
    first, last = date.fromisoformat(plan["travelDate"]), date.fromisoformat(plan["endDate"])
    rows = [(say(language, "place"), plan["location"]), (say(language, "when"), days_of(language, first, last))]
    if plan["groupSize"] is not None:
        rows.append((say(language, "group"), say(language, "group_size", count=plan["groupSize"])))
    if plan["budget"] is not None:
        sum_ = f"{money(plan['budget'], plan['currency'])} ({say(language, 'whole_group')})"
        rows.append((say(language, "budget"), sum_))
    facts = joined(*(joined(tag("dt", name), tag("dd", value)) for name, value in rows))
    return tag("section", tag("h2", say(language, "overview")), tag("dl", facts))


def details(language: str, plan: View) -> Markup:
    """The text."""
    if not plan["details"]:
        return Markup()
    return tag("section", tag("h2", say(language, "details")), tag("p", plan["details"], class_="text"))


def day_heading(language: str, plan: View, day: View) -> Markup:
    """Which day of the trip, and its date."""
    moment = date.fromisoformat(day["date"])
    number = (moment - date.fromisoformat(plan["travelDate"])).days + 1
    return tag("h3", f"{say(language, 'day', number=number)} · {day_of(language, moment)}")


def beside(language: str, item: View) -> str:
    """What goes with an item's title: where it is and what kind of thing."""
    place, category = item.get("place"), item.get("category")
    return " · ".join(part for part in (place and place["name"], category and say(language, category)) if part)
