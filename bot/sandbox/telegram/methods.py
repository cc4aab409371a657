"""The table of methods: https://core.telegram.org/bots/api#available-methods."""

from collections.abc import Callable
from typing import Any, TypeAlias

from bot.sandbox.telegram import (
    asking,
    commands,
    downloads,
    editing,
    forums,
    inviting,
    messaging,
    passing,
    polling,
    pressing,
    reacting,
    removing,
    uploading,
)
from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.state import Bot

Method: TypeAlias = Callable[[Desk, Bot, Parameters], Any]

METHODS: dict[str, Method] = {
    "getMe": asking.get_me,
    "getChat": asking.get_chat,
    "getChatMember": asking.get_chat_member,
    "getChatMemberCount": asking.get_chat_member_count,
    "getChatAdministrators": asking.get_chat_administrators,
    "createChatInviteLink": inviting.create_chat_invite_link,
    "editChatInviteLink": inviting.edit_chat_invite_link,
    "revokeChatInviteLink": inviting.revoke_chat_invite_link,
    "exportChatInviteLink": inviting.export_chat_invite_link,
    "approveChatJoinRequest": inviting.approve_chat_join_request,
    "declineChatJoinRequest": inviting.decline_chat_join_request,
    "banChatMember": inviting.ban_chat_member,
    "unbanChatMember": inviting.unban_chat_member,
    "leaveChat": inviting.leave_chat,
    "setMyCommands": commands.set_my_commands,
    "getMyCommands": commands.get_my_commands,
    "deleteMyCommands": commands.delete_my_commands,
    "setWebhook": polling.set_webhook,
    "deleteWebhook": polling.delete_webhook,
    "getWebhookInfo": polling.get_webhook_info,
    "sendMessage": messaging.send_message,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    **uploading.SENDERS,
    "sendMediaGroup": uploading.send_media_group,
    "getFile": downloads.get_file,
    "forwardMessage": passing.forward_message,
    "copyMessage": passing.copy_message,
    "pinChatMessage": passing.pin_chat_message,
    "unpinChatMessage": passing.unpin_chat_message,
    "unpinAllChatMessages": passing.unpin_all_chat_messages,
    "createForumTopic": forums.create_forum_topic,
    "editForumTopic": forums.edit_forum_topic,
    "closeForumTopic": forums.close_forum_topic,
    "reopenForumTopic": forums.reopen_forum_topic,
    "deleteForumTopic": forums.delete_forum_topic,
    "setMessageReaction": reacting.set_message_reaction,
    "sendChatAction": messaging.send_chat_action,
    "answerCallbackQuery": pressing.answer_callback_query,
    "deleteMessage": removing.delete_message,
    "deleteMessages": removing.delete_messages,
}
"""Every method but getUpdates, which waits and answers in texts."""
BY_SMALL_NAME = {name.lower(): (name, method) for name, method in METHODS.items()}
"""Names are case-insensitive: https://core.telegram.org/bots/api#making-requests."""
