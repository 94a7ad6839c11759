"""What the pages of a plan say in Korean and in English: sentences, days, sums of money."""

from datetime import date

from shared.money import CURRENCIES

_WORDS: dict[str, tuple[str, str]] = {
    "activity": ("체험", "Activity"),
    "all_days": ("합계", "Total"),
    "budget": ("예산", "Budget"),
    "by": ("{name}님의 여행 계획", "A travel plan by {name}"),
    "costs": ("비용", "Costs"),
    "day": ("{number}일차", "Day {number}"),
    "day_total": ("하루 합계 {sum}", "Sum of the day: {sum}"),
    "details": ("메모", "Notes"),
    "gone": ("열 수 없는 링크예요", "This link cannot be opened"),
    "gone_explain": (
        "주소가 잘못되었거나, 공유가 끝났거나, 계획이 지워졌어요. 링크를 준 분에게 물어보세요.",
        "The address is wrong, sharing has ended, or the plan was deleted. Ask whoever gave you the link.",
    ),
    "group": ("인원", "Travellers"),
    "group_size": ("{count}명", "{count}"),
    "itinerary": ("일정", "Itinerary"),
    "left": ("남는 예산", "Left of the budget"),
    "meal": ("식사", "Meal"),
    "no_items": ("아직 정한 일정이 없어요.", "Nothing is planned yet."),
    "other": ("기타", "Other"),
    "over": ("예산 초과", "Over the budget"),
    "overview": ("한눈에 보기", "At a glance"),
    "place": ("여행지", "Destination"),
    "shopping": ("쇼핑", "Shopping"),
    "sight": ("볼거리", "Sight"),
    "stay": ("숙소", "Stay"),
    "to_app": ("Kt-ravel에서 여행 계획 세우기", "Plan a trip with Kt-ravel"),
    "transport": ("이동", "Transport"),
    "updated": ("{day}에 마지막으로 바뀜", "Last changed {day}"),
    "when": ("날짜", "Dates"),
    "whole_group": ("전체 인원 기준", "for the whole group"),
}
_WEEKDAYS = (("월", "화", "수", "목", "금", "토", "일"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SYMBOLS = {"KRW": "₩", "USD": "$", "EUR": "€", "JPY": "¥", "GBP": "£"}


def say(language: str, key: str, **values: str | int) -> str:
    """A sentence in "ko" or "en"."""
    return _WORDS[key][0 if language == "ko" else 1].format(**values)


def day_of(language: str, day: date) -> str:
    """2026년 4월 1일 (수); Wed, 1 Apr 2026."""
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일 ({_WEEKDAYS[0][day.weekday()]})"
    return f"{_WEEKDAYS[1][day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_of(language: str, first: date, last: date) -> str:
    """A trip's days, first and last."""
    return day_of(language, first) if first == last else f"{day_of(language, first)} – {day_of(language, last)}"


def money(amount: int, currency: str) -> str:
    """₩1,200,000; $12.50; CHF 12.50. `amount` is in minor units."""
    digits = CURRENCIES[currency]
    major, minor = divmod(abs(amount), 10**digits)
    text = f"{major:,}" + (f".{minor:0{digits}}" if digits else "")
    sign = "-" if amount < 0 else ""
    return f"{sign}{_SYMBOLS[currency]}{text}" if currency in _SYMBOLS else f"{sign}{currency} {text}"
