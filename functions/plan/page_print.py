"""The page of a plan that one prints: A4, with what every day and the whole trip costs."""

from datetime import date

from functions.plan.markup import Markup, joined, tag
from functions.plan.page_frame import page_reply
from functions.plan.page_parts import View, beside, day_heading, details, heading, overview
from functions.plan.page_words import day_of, money, say
from shared.http import Reply


def print_page(language: str, plan: View) -> Reply:
    """`plan` is the whole plan, and who reads this may see it."""
    days = [_day(language, plan, day) for day in plan["itinerary"]["days"] if day["items"]]
    nothing = tag("p", say(language, "no_items"), class_="soft")
    body = joined(
        heading(language, plan),
        overview(language, plan),
        details(language, plan),
        tag("section", tag("h2", say(language, "itinerary")), *(days or [nothing])),
        _costs(language, plan),
        tag("p", say(language, "updated", day=day_of(language, _day_of(plan["updatedAt"]))), class_="foot soft"),
    )
    return page_reply(language, f"{plan['title']} · Kt-ravel", body)


def _day(language: str, plan: View, day: View) -> Markup:
    rows = [_row(language, plan, item) for item in day["items"]]
    parts = [day_heading(language, plan, day), tag("table", tag("tbody", *rows))]
    if (costs := _sum(day)) is not None:
        parts.append(tag("p", say(language, "day_total", sum=money(costs, plan["currency"])), class_="soft"))
    return tag("div", *parts, class_="day")


def _row(language: str, plan: View, item: View) -> Markup:
    said = [tag("p", item["title"], class_="what")]
    if where := beside(language, item):
        said.append(tag("p", where, class_="soft"))
    if item.get("note"):
        said.append(tag("p", item["note"], class_="text"))
    cost = item.get("cost")
    return tag(
        "tr",
        tag("td", item.get("time") or "", class_="time"),
        tag("td", *said),
        tag("td", "" if cost is None else money(cost, plan["currency"]), class_="sum"),
    )


def _costs(language: str, plan: View) -> Markup:
    """Per day and in all, beside the budget; nothing where no item has a cost."""
    currency = plan["currency"]
    sums = [(day["date"], costs) for day in plan["itinerary"]["days"] if (costs := _sum(day)) is not None]
    if not sums:
        return Markup()
    total = sum(costs for _, costs in sums)
    rows = [(day_of(language, date.fromisoformat(day)), money(costs, currency)) for day, costs in sums]
    rows.append((say(language, "all_days"), money(total, currency)))
    if plan["budget"] is not None:
        left = plan["budget"] - total
        rows.append((say(language, "budget"), money(plan["budget"], currency)))
        rows.append((say(language, "left" if left >= 0 else "over"), money(abs(left), currency)))
    cells = (tag("tr", tag("th", name, scope="row"), tag("td", value, class_="sum")) for name, value in rows)
    return tag(
        "section",
        tag("h2", f"{say(language, 'costs')} ({say(language, 'whole_group')})"),
        tag("table", tag("tbody", *cells)),
    )


def _sum(day: View) -> int | None:
    costs = [item["cost"] for item in day["items"] if item.get("cost") is not None]
    return sum(costs) if costs else None


def _day_of(moment: str) -> date:
    return date.fromisoformat(moment[:10])
