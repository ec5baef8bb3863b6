"""Words that a slip of the hand tells apart."""

from __future__ import annotations


def is_near(one: str, other: str) -> bool:
    """Whether two words differ by a letter or two, or by two letters that changed places.

    The shorter a word, the less may differ: three letters may only have changed places.
    """
    shorter = min(len(one), len(other))
    if one == other or shorter < 3:
        return False
    if shorter == 3:
        return len(one) == len(other) and sorted(one) == sorted(other) and slips(one, other) == 1
    return slips(one, other) <= (1 if shorter < 8 else 2)


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, mistaken or changed places; 3 for more than two."""
    # Two slips leave at most four letters that only one of them has.
    if abs(len(one) - len(other)) > 2 or len(set(one) ^ set(other)) > 4:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        before, last = row, before
        row = [number]
        for place, wanted in enumerate(other, start=1):
            cost = min(
                before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != wanted)
            )
            is_turned = (
                number > 1
                and place > 1
                and letter == other[place - 2]
                and one[number - 2] == wanted
            )
            if is_turned:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > 2:
            return 3
    return min(row[-1], 3)
