"""What a message may hold besides text and files, and what a service message may say.

https://core.telegram.org/bots/api#message; each is the least that the platform shows of its kind.
"""

from typing import Any, Final

_HERE: Final = {"latitude": 50.08, "longitude": 14.42}
_SELLER: Final = {"currency": "XTR", "total_amount": 1}

SHARED: Final[dict[str, Any]] = {
    "location": _HERE,
    "venue": {"location": _HERE, "title": "Town hall", "address": "Main square 1"},
    "contact": {"phone_number": "+420000000000", "first_name": "Somebody"},
    "dice": {"emoji": "🎲", "value": 4},
    "game": {
        "title": "A game",
        "description": "to be played",
        "photo": [{"file_id": "game", "file_unique_id": "g", "width": 90, "height": 60}],
    },
    "story": {"chat": {"id": 1, "type": "private", "first_name": "Somebody"}, "id": 1},
    "checklist": {
        "title": "To do",
        "tasks": [{"id": 1, "text": "first"}, {"id": 2, "text": "second"}],
    },
    "giveaway": {
        "chats": [{"id": -1001000000009, "type": "channel", "title": "A channel"}],
        "winners_selection_date": 1_800_000_000,
        "winner_count": 1,
    },
    "giveaway_winners": {
        "chat": {"id": -1001000000009, "type": "channel", "title": "A channel"},
        "giveaway_message_id": 1,
        "winners_selection_date": 1_700_000_000,
        "winner_count": 1,
        "winners": [{"id": 1, "is_bot": False, "first_name": "Somebody"}],
    },
    "invoice": _SELLER | {"title": "A thing", "description": "to buy", "start_parameter": ""},
    "paid_media": {"star_count": 1, "paid_media": [{"type": "preview", "width": 90}]},
}
"""Contents that people send by `share`, by the name of the Message's field."""

_PAYMENT: Final = _SELLER | {
    "invoice_payload": "p",
    "telegram_payment_charge_id": "t",
    "provider_payment_charge_id": "",
}
_GIFT: Final = {
    "id": "1",
    "star_count": 15,
    "sticker": {
        "file_id": "gift",
        "file_unique_id": "gi",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
}

SERVICE: Final[dict[str, Any]] = {
    "new_chat_photo": [{"file_id": "chat", "file_unique_id": "c", "width": 160, "height": 160}],
    "delete_chat_photo": True,
    "group_chat_created": True,
    "supergroup_chat_created": True,
    "channel_chat_created": True,
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    "users_shared": {"request_id": 1, "users": [{"user_id": 1}]},
    "chat_shared": {"request_id": 1, "chat_id": -1},
    "connected_website": "example.org",
    "write_access_allowed": {},
    "proximity_alert_triggered": {
        "traveler": {"id": 1, "is_bot": False, "first_name": "One"},
        "watcher": {"id": 2, "is_bot": False, "first_name": "Two"},
        "distance": 10,
    },
    "boost_added": {"boost_count": 1},
    "chat_background_set": {
        "type": {"type": "chat_theme", "theme_name": "🏠"},
    },
    "checklist_tasks_done": {"marked_as_done_task_ids": [1]},
    "checklist_tasks_added": {"tasks": [{"id": 3, "text": "third"}]},
    "direct_message_price_changed": {"are_direct_messages_enabled": False},
    "forum_topic_created": {"name": "A topic", "icon_color": 7322096},
    "forum_topic_edited": {"name": "Another name"},
    "forum_topic_closed": {},
    "forum_topic_reopened": {},
    "general_forum_topic_hidden": {},
    "general_forum_topic_unhidden": {},
    "giveaway_created": {},
    "giveaway_completed": {"winner_count": 1},
    "paid_message_price_changed": {"paid_message_star_count": 1},
    "gift": {"gift": _GIFT},
    "successful_payment": _PAYMENT,
    "refunded_payment": _PAYMENT,
    "video_chat_scheduled": {"start_date": 1_800_000_000},
    "video_chat_started": {},
    "video_chat_ended": {"duration": 60},
    "video_chat_participants_invited": {
        "users": [{"id": 1, "is_bot": False, "first_name": "Somebody"}]
    },
    "web_app_data": {"data": "{}", "button_text": "Open"},
}
"""Service messages that `happen` tells of, by the name of the Message's field.

Those that something else brings about are told by its verb: members by `add` and `leave`, a title
by `rename`, a pin by `pin`, a migration by `migrate`.
"""
