"""The wallet's rules, one by one."""

import pytest

from functions.token.domain import GRANT, Account, Hold, Trip, Wallet
from shared.errors import Poison
from shared.events.token import TokenDecreased, TokenDecreasingFailed, TokenIncreased, TokenRefunded
from tests.unit.token.ledger import AT, JIWOO, recommendation

TRIP = Trip("제주", "jeju")
ORDER = f"{JIWOO.member_id}.01jd0000000000000000000001"
ONE = recommendation(1)


def wallet(free: int = 0, paid: int = 0) -> Wallet:
    accounts: dict[Account, int] = {
        "granted": -free,
        "available-free": free,
        "purchased": -paid,
        "available-paid": paid,
    }
    return Wallet(JIWOO.member_id, accounts, version=7, created_at=AT, updated_at=AT)


def balances(of: Wallet) -> dict[str, int]:
    return {account: amount for account, amount in of.accounts.items() if amount}


def test_a_new_member_is_granted_free_tokens() -> None:
    new = Wallet.empty(JIWOO.member_id, AT)
    new.grant(AT)
    assert balances(new) == {"granted": -5000, "available-free": 5000}
    assert new.events == [
        TokenIncreased(
            version=1, member_id=JIWOO.member_id, free=GRANT, paid=0, held=0, at=AT, amount=GRANT, reason="grant"
        )
    ]


def test_free_tokens_are_held_first() -> None:
    mine = wallet(free=70, paid=50)
    hold = mine.hold(ONE, 100, AT, TRIP)
    assert hold == Hold(ONE, "held", free=70, paid=30)
    assert balances(mine) == {
        "granted": -70,
        "purchased": -50,
        "available-paid": 20,
        "held-free": 70,
        "held-paid": 30,
    }
    assert (mine.available, mine.held, mine.version) == (20, 100, 8)
    assert mine.events == [
        TokenDecreased(
            version=8, member_id=JIWOO.member_id, free=0, paid=20, held=100, at=AT, amount=100, recommendation_id=ONE
        )
    ]
    (entry,) = mine.entries
    assert (entry.kind, entry.amount, entry.balance, entry.tokens, entry.trip) == ("hold", -100, 20, 100, TRIP)


def test_what_is_exactly_enough_is_enough() -> None:
    mine = wallet(free=60, paid=40)
    assert mine.hold(ONE, 100, AT, TRIP).state == "held"
    assert mine.available == 0


def test_a_shortage_moves_nothing_and_says_what_is_missing() -> None:
    mine = wallet(free=60, paid=39)
    before = balances(mine)
    assert mine.hold(ONE, 100, AT, TRIP) == Hold(ONE, "refused")
    assert (balances(mine), mine.entries, mine.version) == (before, [], 7)
    (event,) = mine.events
    assert isinstance(event, TokenDecreasingFailed)
    assert (event.missing, event.amount, event.reason) == (1, 100, "insufficient_tokens")


def test_a_capture_spends_what_is_held() -> None:
    mine = wallet(free=70, paid=50)
    hold = mine.hold(ONE, 100, AT, TRIP)
    mine.capture(hold, AT, TRIP)
    assert hold.state == "captured"
    assert balances(mine) == {"granted": -70, "purchased": -50, "available-paid": 20, "spent": 100}
    assert (mine.entries[-1].amount, mine.entries[-1].balance) == (0, 20)
    assert [type(event) for event in mine.events] == [TokenDecreased]


def test_a_release_gives_back_to_where_it_came_from() -> None:
    mine = wallet(free=70, paid=50)
    before = balances(mine)
    hold = mine.hold(ONE, 100, AT, TRIP)
    mine.release(hold, AT, TRIP, "quality")
    assert hold.state == "released"
    assert balances(mine) == before
    assert mine.entries[-1].amount == 100
    event = mine.events[-1]
    assert isinstance(event, TokenRefunded)
    assert (event.code, event.amount, event.free, event.paid, event.held) == ("quality", 100, 70, 50, 0)


@pytest.mark.parametrize("state", ["captured", "released", "refused", "void"])
def test_what_is_not_held_is_neither_spent_nor_given_back(state: str) -> None:
    mine = wallet(free=100)
    hold = Hold(ONE, state, free=50, paid=50)  # type: ignore[arg-type] # a state, by parametrize
    with pytest.raises(Poison, match=ONE):
        mine.capture(hold, AT, TRIP)
    with pytest.raises(Poison, match=ONE):
        mine.release(hold, AT, TRIP, "quality")
    assert (mine.entries, mine.events, hold.state) == ([], [], state)


def test_a_hold_that_the_accounts_do_not_know_is_poison() -> None:
    mine = wallet(free=100)
    with pytest.raises(Poison, match=r"capture\.01jc.* would overdraw"):
        mine.capture(Hold(ONE, "held", free=100), AT, TRIP)
    assert (mine.entries, mine.held, mine.available) == ([], 0, 100)


def test_accounts_that_are_not_zero_together_are_poison() -> None:
    mine = Wallet(JIWOO.member_id, {"available-free": 100}, version=1, created_at=AT, updated_at=AT)
    with pytest.raises(Poison, match="unbalance"):
        mine.hold(ONE, 100, AT, TRIP)


@pytest.mark.parametrize("tokens", [0, -100])
def test_nothing_moves_by_less_than_one_token(tokens: int) -> None:
    mine = wallet(free=100, paid=100)
    for move in (mine.purchase, mine.reserve_refund, mine.settle_refund, mine.cancel_refund):
        with pytest.raises(Poison, match=ORDER):
            move(ORDER, tokens, AT)
    with pytest.raises(Poison, match=ONE):
        mine.hold(ONE, tokens, AT, TRIP)
    assert (mine.entries, mine.events) == ([], [])


def test_what_was_bought_is_paid_tokens() -> None:
    mine = wallet(free=10)
    mine.purchase(ORDER, 1000, AT)
    assert balances(mine) == {"granted": -10, "available-free": 10, "purchased": -1000, "available-paid": 1000}
    (event,) = mine.events
    assert isinstance(event, TokenIncreased)
    assert (event.reason, event.order_id, event.amount) == ("purchase", ORDER, 1000)


def test_money_goes_back_for_unspent_paid_tokens_only() -> None:
    mine = wallet(free=5000, paid=999)
    with pytest.raises(Poison, match="overdraw"):
        mine.reserve_refund(ORDER, 1000, AT)
    assert mine.entries == []
    mine.reserve_refund(ORDER, 999, AT)
    assert (mine.paid, mine.available, mine.accounts["refunding"]) == (0, 5000, 999)
    mine.settle_refund(ORDER, 999, AT)
    assert balances(mine) == {"granted": -5000, "available-free": 5000, "purchased": -999, "refunded": 999}
    assert mine.events == []


def test_a_refund_that_is_cancelled_may_be_tried_again() -> None:
    mine = wallet(paid=1000)
    mine.reserve_refund(ORDER, 1000, AT)
    mine.cancel_refund(ORDER, 1000, AT)
    assert mine.paid == 1000
    mine.reserve_refund(ORDER, 1000, AT, attempt=2)
    mine.settle_refund(ORDER, 1000, AT, attempt=2)
    assert len({entry.cause for entry in mine.entries}) == 4
    with pytest.raises(Poison, match="overdraw"):
        mine.cancel_refund(ORDER, 1000, AT, attempt=2)


def test_a_member_who_leaves_forfeits_what_is_available() -> None:
    mine = wallet(free=70, paid=50)
    mine.close(AT)
    assert (mine.closed, mine.available) == (True, 0)
    assert balances(mine) == {"granted": -70, "purchased": -50, "forfeited": 120}


def test_nothing_is_held_or_bought_for_a_member_who_left() -> None:
    mine = wallet(free=500)
    mine.close(AT)
    assert mine.hold(ONE, 100, AT, TRIP).state == "refused"
    (event,) = mine.events
    assert isinstance(event, TokenDecreasingFailed)
    assert (event.reason, event.missing) == ("member_gone", 100)
    with pytest.raises(Poison, match="gone"):
        mine.purchase(ORDER, 1000, AT)
    assert mine.accounts["forfeited"] == 500


def test_what_a_member_left_behind_is_settled_without_coming_back() -> None:
    mine = wallet(free=50, paid=250)
    one, two = mine.hold(ONE, 100, AT, TRIP), mine.hold(recommendation(2), 100, AT, TRIP)
    mine.reserve_refund(ORDER, 100, AT)
    mine.close(AT)
    mine.events.clear()
    mine.capture(one, AT, TRIP)
    mine.release(two, AT, TRIP, "timed_out")
    mine.cancel_refund(ORDER, 100, AT)
    assert balances(mine) == {"granted": -50, "purchased": -250, "spent": 100, "forfeited": 200}
    assert mine.events == []
