"""What the embedded adapter says: an itinerary's title, the notes of its items. Short, and nothing it does not know."""

from collections.abc import Mapping, Sequence

from functions.recommendation.ai.embedded_day import Stop
from functions.recommendation.ai.embedded_draft import Draft
from functions.recommendation.ai.embedded_spots import Ground, Pin, Spot
from functions.recommendation.brief import Language, MealTime, Weekday
from functions.recommendation.quality import WEEKDAYS

_HIGHLIGHTS = 3
_TITLE, _HOST = 120, 100
_FAR_FIRST = 25
"""Minutes from where one stays that are worth saying of a day's first stop."""
_NEXT_DOOR = 3
_FEW_DAYS = 3
"""Who is closed on more days than that is open on so few that the day it is says enough."""
_MEALS: dict[Language, dict[MealTime, str]] = {
    "ko": {"breakfast": "아침", "lunch": "점심", "dinner": "저녁", "snack": "간식"},
    "en": {"breakfast": "Breakfast", "lunch": "Lunch", "dinner": "Dinner", "snack": "A snack"},
}
_DAYS: dict[Language, dict[Weekday, str]] = {
    "ko": dict(zip(WEEKDAYS, "월화수목금토일", strict=True)),
    "en": dict(zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)),
}


def title_of(ground: Ground, days: Sequence[Draft]) -> str:
    """Where, how long, and for what most: "제주 3일: 성산일출봉, 협재해수욕장, 천지연폭포"."""
    korean = ground.request.language == "ko"
    destination = ground.destination
    where = ground.request.location
    if destination is not None:
        where = destination.names.ko if korean else destination.names.en
    if len(days) == 1:
        head = f"{where} 하루" if korean else f"A day in {where}"
    else:
        head = f"{where} {len(days)}일" if korean else f"{where} in {len(days)} days"
    worth = {spot.ref: spot.worth for spot in ground.sights}
    highlights = ", ".join(_highlights(days, worth))
    return (f"{head}: {highlights}" if highlights else head)[:_TITLE].rstrip()


def _highlights(days: Sequence[Draft], worth: Mapping[str, float]) -> list[str]:
    """What is best, of different days where there are several, in the order it is seen."""
    seen = [
        (number, stop.start, stop.spot)
        for number, day in enumerate(days)
        for stop in day.laid.stops
        if stop.meal is None and stop.spot is not None
    ]
    seen.sort(key=lambda each: -worth[each[2].ref])
    best: list[tuple[int, int, Spot]] = []
    for each in seen:
        if len(best) < _HIGHLIGHTS and (len(days) == 1 or each[0] not in [other[0] for other in best]):
            best.append(each)
    return [spot.candidate.title for _, _, spot in sorted(best, key=lambda each: each[:2])]


def meal_title(stop: Stop, language: Language, day: int) -> str:
    """A meal for which no place is known: where one is then."""
    korean = language == "ko"
    meal = _MEALS[language][stop.meal or "snack"]
    if stop.host is None:
        return f"{day}일차 {meal}" if korean else f"{meal} on day {day}"
    host = (stop.host.item["title"] if isinstance(stop.host, Pin) else stop.host.candidate.title)[:_HOST]
    if stop.inside:
        return f"{host}에서 {meal}" if korean else f"{meal} at {host}"
    return f"{host} 근처에서 {meal}" if korean else f"{meal} near {host}"


def note_of(ground: Ground, stop: Stop) -> str:
    """How far from the stop before, how long, why, and what to look out for."""
    language = ground.request.language
    korean = language == "ko"
    spot = stop.spot
    if (
        spot is None
        and stop.inside
        and isinstance(stop.host, Spot)
        and stop.host.kind == "nature"
        and not stop.host.candidate.cost
    ):
        return "도시락 준비 · 비용은 추정" if korean else "Bring a packed lunch · the cost is an estimate"
    if spot is None:
        return "식당은 직접 골라 주세요 · 비용은 추정" if korean else "Pick a place yourself · the cost is an estimate"
    parts = [part for part in (_way(stop, by_car=ground.by_car, korean=korean), _stay(stop, korean=korean)) if part]
    parts[-1] += " (추정)" if korean else " (estimates)"
    reason = ground.wishes.reason(spot.kind, language)
    if reason is not None and stop.meal is None:
        parts.append(f"바라신 것: {reason}" if korean else f"you asked for {reason}")
    if spot.thing is not None and spot.evening:
        parts.append("해 질 무렵부터 좋은 곳" if korean else "best from dusk on")
    closed = [day for day in WEEKDAYS if day in spot.candidate.usually_closed]
    if 0 < len(closed) <= _FEW_DAYS:
        names = [_DAYS[language][day] for day in closed]
        parts.append(f"{'·'.join(names)}요일 휴무" if korean else f"closed {', '.join(names)}")
    if spot.candidate.note:
        parts.append(spot.candidate.note)
    return " · ".join(parts)


def _stay(stop: Stop, *, korean: bool) -> str:
    return f"약 {stop.minutes}분" if korean else f"about {stop.minutes} min"


def _way(stop: Stop, *, by_car: bool, korean: bool) -> str | None:
    minutes = max(round(stop.way / 5) * 5, 5)
    if stop.way <= _NEXT_DOOR or (stop.is_first and stop.way < _FAR_FIRST):
        return None
    if stop.on_foot:
        way = f"걸어서 {minutes}분" if korean else f"{minutes} min on foot"
    elif by_car:
        way = f"차로 {minutes}분" if korean else f"{minutes} min by car"
    else:
        way = f"이동 {minutes}분" if korean else f"{minutes} min by public transport"
    if not stop.is_first:
        return way
    return f"중심에서 {way}" if korean else f"{way} from the centre"
