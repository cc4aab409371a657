"""A report loosens by no edit, and what was handed on stays with those it was handed on to."""

from policies.intake.report import Report
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS


async def label(coalition: Coalition, number: int) -> Label | None:
    found = await coalition.house.store.read(
        lambda tx: tx.docket.numbered("report", number, Report)
    )
    assert found is not None
    return found.value.label


async def edited(coalition: Coalition, number: str, text: str) -> None:
    await coalition.say(
        "ann",
        text,
        room="tips",
        number=number,
        event=f"C0TIPS:{number}:{text}",
        edited=True,
    )


async def test_two_edits_in_a_row_loosen_a_report_no_more_than_one(coalition: Coalition) -> None:
    await coalition.apply(COALITION + ROOMS)
    number = await coalition.say("ann", "TLP:AMBER the clerk is Onyango.", room="tips")
    assert await label(coalition, 1) is Label.AMBER
    await edited(coalition, number, "TLP:CLEAR the clerk is Onyango.")
    assert await label(coalition, 1) is Label.AMBER
    await edited(coalition, number, "TLP:AMBR the clerk is Onyango.")
    assert await label(coalition, 1) is None
    await edited(coalition, number, "TLP:CLEAR the clerk is Onyango, I hear.")
    assert await label(coalition, 1) is Label.AMBER


async def test_numbers_that_are_none_are_answered_like_those_of_others(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS)
    await coalition.typed("dora", "report TLP:AMBER+STRICT The marker of the watch.")
    for typed in ("R-999999999", "#999999999", "R-\u0663", "R-0", "R-1e9"):
        for verb in ("claim", "promote", "same", "recall"):
            assert "marker" not in await coalition.typed("mads", f"{verb} {typed}")
    assert await coalition.typed("mads", "claim R-1") == await coalition.typed("mads", "claim R-99")
    assert await coalition.typed("mads", "same R-1 as 2") == await coalition.typed(
        "mads", "same R-99 as 2"
    )
    assert await coalition.typed("mads", "promote R-1") == await coalition.typed(
        "mads", "promote R-99"
    )
