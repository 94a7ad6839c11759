"""The page of a plan that somebody shared by a link, with the card that messengers make of it."""

from datetime import date

from functions.plan.markup import Markup, joined, tag
from functions.plan.page_frame import page_reply
from functions.plan.page_parts import View, beside, day_heading, details, heading, overview
from functions.plan.page_words import days_of, money, say
from functions.plan.picture import HEIGHT, WIDTH
from shared.http import Reply

_LOCALES = {"ko": "ko_KR", "en": "en_US"}


def shared_page(language: str, plan: View, *, address: str, picture: str, web_url: str) -> Reply:
    """`plan` is what the link shows; `address` and `picture` are where this page and, beside it, its picture are."""
    body = joined(
        tag("img", src="image.png", alt="", width=str(WIDTH), height=str(HEIGHT), class_="hero"),
        heading(language, plan),
        overview(language, plan),
        details(language, plan),
        _itinerary(language, plan),
        _way_to_app(language, web_url),
    )
    return page_reply(language, f"{plan['title']} · Kt-ravel", body, head=_card(language, plan, address, picture))


def gone_page(language: str, web_url: str) -> Reply:
    """For a link that shows nothing, whatever the reason."""
    body = joined(
        tag("header", tag("h1", say(language, "gone")), tag("p", say(language, "gone_explain"))),
        _way_to_app(language, web_url),
    )
    return page_reply(language, f"{say(language, 'gone')} · Kt-ravel", body, status=404)


def _card(language: str, plan: View, address: str, picture: str) -> Markup:
    first, last = date.fromisoformat(plan["travelDate"]), date.fromisoformat(plan["endDate"])
    description = " · ".join(
        (plan["location"], days_of(language, first, last), say(language, "by", name=plan["owner"]["name"]))
    )
    open_graph = {
        "og:type": "website",
        "og:site_name": "Kt-ravel",
        "og:locale": _LOCALES[language],
        "og:title": plan["title"],
        "og:description": description,
        "og:url": address,
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": plan["location"],
    }
    twitter = {
        "description": description,
        "twitter:card": "summary_large_image",
        "twitter:title": plan["title"],
        "twitter:description": description,
        "twitter:image": picture,
    }
    return joined(
        *(tag("meta", property=name, content=value) for name, value in open_graph.items()),
        *(tag("meta", name=name, content=value) for name, value in twitter.items()),
    )


def _itinerary(language: str, plan: View) -> Markup:
    if plan["itinerary"] is None:
        return Markup()
    days = [_day(language, plan, day) for day in plan["itinerary"]["days"] if day["items"]]
    nothing = tag("p", say(language, "no_items"), class_="soft")
    return tag("section", tag("h2", say(language, "itinerary")), *(days or [nothing]))


def _day(language: str, plan: View, day: View) -> Markup:
    items = (_item(language, plan, item) for item in day["items"])
    return tag("div", day_heading(language, plan, day), tag("ol", *items), class_="day")


def _item(language: str, plan: View, item: View) -> Markup:
    said = [tag("p", item["title"], class_="what")]
    if where := beside(language, item):
        said.append(tag("p", where, class_="soft"))
    if item.get("note"):
        said.append(tag("p", item["note"], class_="text"))
    if item.get("cost") is not None:
        said.append(tag("p", money(item["cost"], plan["currency"]), class_="soft"))
    return tag("li", tag("div", item.get("time") or "", class_="time"), tag("div", *said), class_="item")


def _way_to_app(language: str, web_url: str) -> Markup:
    return tag("p", tag("a", say(language, "to_app"), href=f"{web_url}/", class_="button"), class_="foot")
