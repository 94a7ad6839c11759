"""Whatever is done to a wallet, in whatever order: tokens are neither made nor lost, free ones go first, and what is
given back goes where it came from."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from functions.token.domain import MEMBER_ACCOUNTS, Hold, Trip, Wallet
from shared.errors import Poison
from tests.unit.token.ledger import AT, JIWOO, recommendation

TRIP = Trip("제주", "jeju")
TOKENS = st.integers(1, 400)


class WalletMachine(RuleBasedStateMachine):
    """Compares the wallet with a plain account of what should be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.wallet = Wallet.empty(JIWOO.member_id, AT)
        self.wallet.grant(AT)
        self.free, self.paid = 5000, 0
        self.held: list[Hold] = []
        self.refunding: list[tuple[str, int]] = []
        self.made = 0

    def next_id(self) -> str:
        self.made += 1
        return recommendation(self.made)

    @precondition(lambda self: not self.wallet.closed)
    @rule(tokens=TOKENS)
    def purchase(self, tokens: int) -> None:
        self.wallet.purchase(self.next_id(), tokens, AT)
        self.paid += tokens

    @rule(tokens=st.integers(1, 4000))
    def hold(self, tokens: int) -> None:
        hold = self.wallet.hold(self.next_id(), tokens, AT, TRIP)
        if tokens > self.free + self.paid:
            assert hold.state == "refused"
            return
        assert hold.paid == 0 or hold.free == self.free
        assert hold.free + hold.paid == tokens
        self.free -= hold.free
        self.paid -= hold.paid
        self.held.append(hold)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def capture(self, data: st.DataObject) -> None:
        self.wallet.capture(self._take(data), AT, TRIP)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        hold = self._take(data)
        self.wallet.release(hold, AT, TRIP, "quality")
        if not self.wallet.closed:
            self.free += hold.free
            self.paid += hold.paid

    @rule(tokens=TOKENS)
    def reserve_refund(self, tokens: int) -> None:
        order_id = self.next_id()
        try:
            self.wallet.reserve_refund(order_id, tokens, AT)
        except Poison:
            assert tokens > self.paid
            return
        self.paid -= tokens
        self.refunding.append((order_id, tokens))

    @precondition(lambda self: self.refunding)
    @rule(settled=st.booleans())
    def end_refund(self, settled: bool) -> None:
        order_id, tokens = self.refunding.pop()
        if settled:
            self.wallet.settle_refund(order_id, tokens, AT)
            return
        self.wallet.cancel_refund(order_id, tokens, AT)
        if not self.wallet.closed:
            self.paid += tokens

    @rule(tokens=st.integers(5001, 9000))
    def settle_what_was_not_reserved(self, tokens: int) -> None:
        before = (dict(self.wallet.accounts), self.wallet.version)
        try:
            self.wallet.settle_refund(self.next_id(), tokens + sum(each for _, each in self.refunding), AT)
        except Poison:
            assert before == (self.wallet.accounts, self.wallet.version)
            return
        raise AssertionError("tokens left the wallet that were not there")

    @precondition(lambda self: not self.wallet.closed and self.made > 8)
    @rule()
    def close(self) -> None:
        self.wallet.close(AT)
        self.free = self.paid = 0

    @invariant()
    def nothing_is_made_or_lost(self) -> None:
        accounts = self.wallet.accounts
        assert sum(accounts.values()) == 0
        assert all(accounts.get(account, 0) >= 0 for account in MEMBER_ACCOUNTS)
        assert (self.wallet.free, self.wallet.paid) == (self.free, self.paid)
        assert self.wallet.held == sum(hold.free + hold.paid for hold in self.held)
        assert accounts.get("refunding", 0) == sum(tokens for _, tokens in self.refunding)

    @invariant()
    def the_wallet_is_the_sum_of_its_entries(self) -> None:
        totals: dict[str, int] = {}
        for number, entry in enumerate(self.wallet.entries, 1):
            assert entry.version == number
            assert sum(entry.postings.values()) == 0
            for account, amount in entry.postings.items():
                totals[account] = totals.get(account, 0) + amount
        assert {a: n for a, n in totals.items() if n} == {a: n for a, n in self.wallet.accounts.items() if n}
        assert len({entry.cause for entry in self.wallet.entries}) == len(self.wallet.entries)

    def _take(self, data: st.DataObject) -> Hold:
        return self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))


TestWallet = WalletMachine.TestCase
TestWallet.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
