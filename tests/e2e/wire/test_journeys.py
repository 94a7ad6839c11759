"""What people do, once more, with `KTRAVEL_STORE=cosmos KTRAVEL_BUS=servicebus`: the same tests on the real SDKs."""

from tests.e2e.test_crash import (
    test_kill_9_in_the_middle_of_many_creations_loses_nothing_and_tells_each_follower_once,
)
from tests.e2e.test_journey import (
    test_a_follower_is_told_of_a_new_plan_and_can_read_it,
    test_a_plan_is_edited_without_losing_what_another_wrote,
    test_state_survives_a_restart,
    test_the_same_post_said_twice_is_carried_out_once,
)
from tests.e2e.test_recommendations import (
    test_50_simultaneous_requests_on_1000_tokens_create_10_and_refuse_40,
    test_a_recommendation_is_made_paid_for_once_and_becomes_a_plan,
    test_an_unknown_destination_fails_and_is_not_charged,
    test_b_is_made_of_what_the_most_followed_plan_and_c_of_what_was_liked,
    test_kill_9_amid_sagas_ends_each_of_them_charged_once_or_not_at_all,
)

__all__ = [
    "test_50_simultaneous_requests_on_1000_tokens_create_10_and_refuse_40",
    "test_a_follower_is_told_of_a_new_plan_and_can_read_it",
    "test_a_plan_is_edited_without_losing_what_another_wrote",
    "test_a_recommendation_is_made_paid_for_once_and_becomes_a_plan",
    "test_an_unknown_destination_fails_and_is_not_charged",
    "test_b_is_made_of_what_the_most_followed_plan_and_c_of_what_was_liked",
    "test_kill_9_amid_sagas_ends_each_of_them_charged_once_or_not_at_all",
    "test_kill_9_in_the_middle_of_many_creations_loses_nothing_and_tells_each_follower_once",
    "test_state_survives_a_restart",
    "test_the_same_post_said_twice_is_carried_out_once",
]
