"""The board holds what one message holds, and counts what it does not show."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policies.alerts.alert import Verdict
from policies.intake.board import IN_WORK, NEWEST, OLDEST, Line, laid_out
from policies.intake.report import Status
from policies.labels import Label
from policies.phrases import ENGLISH

NOW = datetime(2027, 3, 28, 12, 0, tzinfo=UTC)
DRILL = ENGLISH.alert_cards.drill()
LINES = st.lists(
    st.builds(
        Line,
        number=st.integers(1, 999_999_999),
        label=st.sampled_from([one for one in Label if one is not Label.RED]),
        place=st.text(max_size=24),
        status=st.sampled_from([Status.NEW, Status.CLAIMED, Status.ASKED]),
        verdict=st.sampled_from(Verdict),
        owner=st.sampled_from(["", "Night officer", "\N{GRINNING FACE}" * 40]),
        made=st.timedeltas(timedelta(0), timedelta(days=20)).map(lambda ago: NOW - ago),
        exercise=st.booleans(),
    ),
    unique_by=lambda one: one.number,
    max_size=60,
)


@given(LINES)
def test_it_counts_each_once_and_shows_the_oldest_first_and_the_newest(lines: list[Line]) -> None:
    board = laid_out(lines, NOW)
    waiting = sorted(one.number for one in lines if not one.owner)
    assert (board.waiting, board.waiting + board.taken) == (len(waiting), len(lines))
    assert [one.number for one in board.oldest] == waiting[:OLDEST]
    assert [one.number for one in board.newest] == waiting[OLDEST:][-NEWEST:]
    assert len(board.in_work) == min(IN_WORK, board.taken)
    assert board.between >= 0
    assert board.more >= 0


@given(LINES)
def test_it_fits_one_message_of_either_platform(lines: list[Line]) -> None:
    text = ENGLISH.reports.board(laid_out(lines, NOW), NOW, drill=DRILL).plain
    assert len(text.encode("utf-16-le", "surrogatepass")) // 2 <= 4_096


@given(LINES)
def test_the_strictest_label_of_what_is_shown_stands_before_it(lines: list[Line]) -> None:
    board = laid_out(lines, NOW)
    text = ENGLISH.reports.board(board, NOW, drill=DRILL).plain
    mark = f"{DRILL} · " if board.exercise else ""
    assert text.startswith(mark + (board.label.value if board.label else "Reports: none is open"))


@given(LINES)
def test_what_is_only_practised_is_marked_in_its_row_and_above(lines: list[Line]) -> None:
    board = laid_out(lines, NOW)
    head, *rows = ENGLISH.reports.board(board, NOW, drill=DRILL).plain.split("\n")
    shown = [*board.oldest, *board.newest, *board.in_work]
    assert head.startswith(DRILL) == any(one.exercise for one in shown)
    marked = [row for row in rows if "R-" in row]
    assert [row.startswith(f"{DRILL} · R-") for row in marked] == [one.exercise for one in shown]
