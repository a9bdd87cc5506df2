"""Intervals and the paired test, against values that can be worked out by other means."""

from __future__ import annotations

import math
from itertools import product

import pytest

from rag.evaluating.statistics import (
    exact_share,
    interval,
    mean_of,
    paired_test,
    quantile_of,
    value,
)


def test_a_mean_is_a_ratio_of_sums_over_all_that_the_cases_bring_along() -> None:
    assert value(mean_of([[1.0], [0.0, 0.0, 1.0]]), 2) == 0.5


def test_a_quantile_is_taken_over_the_items_of_all_runs() -> None:
    seconds = [[1.0, 2.0], [3.0, 4.0], [5.0, 100.0]]

    assert value(quantile_of(seconds, 0.5), 3) == 3.5
    assert value(quantile_of(seconds, 0.95), 3) == pytest.approx(76.25)


def test_an_interval_of_shares_agrees_with_the_normal_approximation() -> None:
    cases = [[float(number % 2)] for number in range(400)]

    low, high = interval(mean_of(cases), 400) or (0, 0)

    half = 1.96 * math.sqrt(0.25 / 400)
    assert low == pytest.approx(0.5 - half, abs=0.006)
    assert high == pytest.approx(0.5 + half, abs=0.006)


def test_the_case_is_drawn_with_all_its_items() -> None:
    """A hundred facts of one case are no hundred cases."""
    alike = [[float(number % 2)] * 100 for number in range(20)]
    alone = [[float(number % 2)] for number in range(20)]

    assert interval(mean_of(alike), 20) == interval(mean_of(alone), 20)


def test_a_case_with_more_facts_weighs_more() -> None:
    low, high = interval(mean_of([[1.0] * 9, [0.0]]), 2) or (0, 0)

    assert (low, high) == (0.0, 1.0)
    assert value(mean_of([[1.0] * 9, [0.0]]), 2) == 0.9


def test_the_same_cases_always_give_the_same_interval() -> None:
    cases = [[number / 7] for number in range(8)]

    assert interval(mean_of(cases), 8) == interval(mean_of(cases), 8)


@pytest.mark.parametrize("cases", [[[1.0]], [[1.0]] * 30, [[0.3], [0.3, 0.3]], [[0.1] * 3] * 3])
def test_cases_that_are_alike_give_no_bootstrap_interval(cases: list[list[float]]) -> None:
    assert interval(mean_of(cases), len(cases)) is None


def test_a_quantile_has_an_interval_too() -> None:
    seconds = [[float(number), float(number + 1)] for number in range(50)]

    low, high = interval(quantile_of(seconds, 0.5), 50) or (0, 0)

    assert 15 < low < 25 < high < 35


def test_the_exact_interval_is_that_of_clopper_and_pearson() -> None:
    """For n of n its lower end is the n-th root of 0.025."""
    assert exact_share(1.0, 20) == (pytest.approx(0.025 ** (1 / 20)), 1.0)
    assert exact_share(0.0, 20) == (0.0, pytest.approx(1 - 0.025 ** (1 / 20)))


def test_a_single_case_says_next_to_nothing() -> None:
    assert exact_share(1.0, 1) == (pytest.approx(0.025), 1.0)
    assert exact_share(2 / 3, 1) == (0.0, 1.0)


def test_a_share_between_whole_numbers_of_cases_is_given_the_wider_interval() -> None:
    low, high = exact_share(0.5, 3)

    assert (low, high) == (exact_share(1 / 3, 3)[0], exact_share(2 / 3, 3)[1])


def test_the_paired_test_counts_the_swaps_with_a_difference_as_large() -> None:
    before, after = [0.1, 0.5, 0.4, 0.3, 0.9], [0.2, 0.7, 0.3, 0.8, 0.95]
    changes = [now - was for was, now in zip(before, after, strict=True)]
    swaps = [
        sum(sign * change for sign, change in zip(signs, changes, strict=True))
        for signs in product((1, -1), repeat=5)
    ]
    expected = sum(abs(total) >= sum(changes) - 1e-9 for total in swaps) / len(swaps)

    assert paired_test(mean_of([[item] for item in before + after]), 5) == pytest.approx(expected)


def test_nothing_changed_has_a_p_value_of_one() -> None:
    outcomes = [[1.0], [0.0], [1.0]]

    assert paired_test(mean_of(outcomes * 2), 3) == 1.0


def test_a_single_pair_shows_nothing() -> None:
    assert paired_test(mean_of([[0.0], [1.0]]), 1) == 1.0


def test_a_change_of_twenty_cases_in_one_direction_is_no_chance() -> None:
    before, after = [[0.0]] * 20 + [[1.0]] * 40, [[1.0]] * 60

    assert paired_test(mean_of(before + after), 60) < 0.01


def test_as_many_changes_in_either_direction_may_be_chance() -> None:
    before = [[0.0]] * 10 + [[1.0]] * 50
    after = [[1.0]] * 50 + [[0.0]] * 10

    assert paired_test(mean_of(before + after), 60) == 1.0
