"""Which methods the stand-in has: https://docs.slack.dev/reference/methods."""

from typing import Final

from bot.sandbox.slack import membership, methods, posting, profiles, reactions, uploads, views

METHODS: Final[dict[str, methods.Method]] = {
    "auth.test": profiles.auth_test,
    "bots.info": profiles.bots_info,
    "chat.delete": posting.delete,
    "chat.getPermalink": methods.chat_get_permalink,
    "chat.postEphemeral": posting.post_ephemeral,
    "chat.postMessage": posting.post_message,
    "chat.update": posting.update,
    "conversations.history": methods.conversations_history,
    "conversations.info": methods.conversations_info,
    "conversations.invite": membership.invite,
    "conversations.join": membership.join,
    "conversations.kick": membership.kick,
    "conversations.leave": membership.leave,
    "conversations.list": methods.conversations_list,
    "conversations.members": methods.conversations_members,
    "conversations.open": methods.conversations_open,
    "conversations.replies": methods.conversations_replies,
    "files.completeUploadExternal": uploads.complete_upload,
    "files.delete": uploads.delete,
    "files.getUploadURLExternal": uploads.get_upload_url,
    "files.info": uploads.info,
    "pins.add": reactions.pins_add,
    "pins.list": reactions.pins_list,
    "pins.remove": reactions.pins_remove,
    "reactions.add": reactions.add,
    "reactions.get": reactions.get,
    "reactions.remove": reactions.remove,
    "team.info": profiles.team_info,
    "users.info": profiles.users_info,
    "users.list": profiles.users_list,
    "views.open": views.open_view,
    "views.publish": views.publish_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
}
