"""Buttons below a message: https://docs.slack.dev/reference/block-kit/blocks/actions-block."""

from typing import Any

from handlers.slack.lines import ACTION
from policies.buttons import Rows


def buttons(rows: Rows) -> list[dict[str, Any]]:
    """Return a block for each row; a button's `action_id` says where it stands."""
    return [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "text": {"type": "plain_text", "text": one.label, "emoji": False},
                    "value": one.line,
                    "action_id": f"{ACTION}{at}.{index}",
                }
                | ({} if one.style == "plain" else {"style": one.style})
                for index, one in enumerate(row)
            ],
        }
        for at, row in enumerate(rows)
        if row
    ]
