from __future__ import annotations

import random

import numpy as np

from rpa_finder.routines import clusters
from rpa_finder.routines.clusters import absorb, extend_routines, find_routines, firm_share
from rpa_finder.routines.pieces import pieces_of_cut
from tests.routines.streams import draw_stream

CLAIM, LOOK_UP, CLOSE = "a b c d e f", "p q r s t", "u v w x y z"


def _pieces(*texts):
    """Give a stream of the pieces, one after another in one session, and the pieces."""
    stream = draw_stream(" ".join(texts))
    lengths = [len(t.split()) for t in texts]
    cut = np.zeros(len(stream), dtype=np.bool_)
    cut[np.cumsum([0, *lengths[:-1]])] = True
    return stream, pieces_of_cut(cut)


def _random_pieces(n, letters, size=6, seed=1):
    draw = random.Random(seed)
    return [" ".join(draw.sample(letters, size)) for _ in range(n)]


def test_two_routines_are_told_apart_and_numbered_by_size():
    texts = [LOOK_UP, CLAIM, CLAIM] * 8
    assert find_routines(*_pieces(*texts), 5).tolist() == [1, 0, 0] * 8


def test_an_optional_step_and_two_ways_make_one_routine():
    texts = [CLAIM, "a b c e f", "a b d c e f", CLAIM] * 6 + [LOOK_UP] * 6
    assert find_routines(*_pieces(*texts), 5).tolist() == [0] * 24 + [1] * 6


def test_routines_that_share_a_form_stay_apart():
    form = "m n o"
    texts = [f"a b c {form}", f"u v w {form}"] * 10
    assert find_routines(*_pieces(*texts), 5).tolist() == [0, 1] * 10


def test_too_few_make_no_routine():
    texts = [CLAIM] * 4 + _random_pieces(30, "pqrstuvwxyz")
    assert set(find_routines(*_pieces(*texts), 5).tolist()) == {-1}
    assert find_routines(*_pieces(*([CLAIM] * 5 + texts[4:])), 5).tolist() == [0] * 5 + [-1] * 30


def test_random_work_on_the_same_steps_is_no_routine():
    stream, pieces = _pieces(*_random_pieces(200, "abcdefgh"))
    assert set(find_routines(stream, pieces, 5).tolist()) == {-1}


def test_opening_a_mail_is_no_routine():
    stream, pieces = _pieces(*["a b"] * 50, *_random_pieces(50, "pqrstuv"))
    assert set(find_routines(stream, pieces, 5)[:50].tolist()) == {-1}


def test_many_steps_on_one_screen_are_a_routine():
    stream = draw_stream(" / ".join(["a b c d e"] * 10), screens="AAAAA")
    assert find_routines(stream, pieces_of_cut(stream.start), 5).tolist() == [0] * 10


def test_scrolling_says_nothing_about_what_is_done():
    plain, scrolled = "a b c d e", "a s t b c u v d e"
    texts = " / ".join([plain, scrolled] * 8)
    stream = draw_stream(texts, actions=dict.fromkeys("stuv", "scroll"))
    assert find_routines(stream, pieces_of_cut(stream.start), 5).tolist() == [0] * 16


def test_rarer_routines_are_found_beside_known_ones():
    texts = [CLAIM] * 20 + [LOOK_UP] * 7
    known = np.array([0] * 20 + [-1] * 7)
    assert extend_routines(*_pieces(*texts), known, 5).tolist() == [0] * 20 + [1] * 7


def test_the_order_in_which_pieces_come_does_not_matter():
    texts = [CLAIM] * 12 + [LOOK_UP] * 9 + [CLOSE] * 7 + _random_pieces(20, "ghijkl")
    expected = dict(zip(texts, find_routines(*_pieces(*texts), 5).tolist(), strict=True))
    random.Random(3).shuffle(texts)
    assert dict(zip(texts, find_routines(*_pieces(*texts), 5).tolist(), strict=True)) == expected
    assert [expected[t] for t in (CLAIM, LOOK_UP, CLOSE)] == [0, 1, 2]


def test_no_pieces_give_no_routines():
    assert pieces_of_cut(np.zeros(0, dtype=np.bool_)).count == 0
    assert find_routines(*_pieces("a"), 5).tolist() == [-1]


def test_executions_with_something_hanging_on_are_of_their_routine():
    # Now and then mail is read first, as it is between other work all day.
    texts = [CLAIM] * 40 + [f"p q {CLAIM}"] * 10 + ["p q", "p q r"] * 30
    stream, pieces = _pieces(*texts)
    assert absorb(stream, pieces, np.array([0] * 40 + [1] * 10 + [-1] * 60)).tolist() == [0] * 50 + [-1] * 60


def test_what_has_steps_of_its_own_is_a_routine_of_its_own():
    texts = [CLAIM] * 40 + [f"p q {CLAIM}"] * 10
    stream, pieces = _pieces(*texts)
    assert absorb(stream, pieces, np.array([0] * 40 + [1] * 10)).tolist() == [0] * 40 + [1] * 10


def test_a_routine_nearly_as_large_is_no_other_with_something_hanging_on():
    texts = [CLAIM] * 20 + [f"p q {CLAIM}"] * 10 + ["p q", "p q r"] * 30
    stream, pieces = _pieces(*texts)
    assert absorb(stream, pieces, np.array([0] * 20 + [1] * 10 + [-1] * 60)).tolist() == [0] * 20 + [1] * 10 + [-1] * 60


def test_pieces_compared_block_by_block_are_grouped_as_all_at_once(monkeypatch):
    stream, pieces = _pieces(*[CLAIM, LOOK_UP, "a b c e f"] * 12, *_random_pieces(30, "ghijklmno"))
    whole = find_routines(stream, pieces, 5)
    monkeypatch.setattr(clusters, "BLOCK_PIECES", 7)
    assert find_routines(stream, pieces, 5).tolist() == whole.tolist()


def test_nothing_found_absorbs_nothing():
    stream, pieces = _pieces(CLAIM)
    assert absorb(stream, pieces, np.array([-1])).tolist() == [-1]


def test_the_better_cut_has_the_larger_firm_share():
    stream, right = _pieces(*[CLAIM, LOOK_UP] * 20)
    cut = np.roll(np.diff(right.of, prepend=-1) > 0, 3)
    cut[0] = True
    wrong = pieces_of_cut(cut)
    one = pieces_of_cut(np.arange(len(stream)) == 0)
    assert 1.0 >= firm_share(stream, right, 5) > firm_share(stream, wrong, 5) >= firm_share(stream, one, 5) == 0.0
