"""Emoji by the names that Slack gives them: one character is one character on every platform.

https://docs.slack.dev/reference/events/reaction_added names a reaction by its emoji's short name;
https://core.telegram.org/bots/api#reactiontypeemoji is the character itself.
"""

import re
from typing import Final

_LISTED: Final = """
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|heart ❤|fire 🔥|smiling_face_with_3_hearts 🥰|clap 👏
grin 😁|thinking_face 🤔|exploding_head 🤯|scream 😱|face_with_symbols_on_mouth 🤬|cry 😢|tada 🎉
star-struck 🤩|face_vomiting 🤮|hankey 💩|pray 🙏|ok_hand 👌|dove_of_peace 🕊|clown_face 🤡
yawning_face 🥱|woozy_face 🥴|heart_eyes 😍|whale 🐳|heart_on_fire ❤‍🔥|new_moon_with_face 🌚
hotdog 🌭|100 💯|rolling_on_the_floor_laughing 🤣|zap ⚡|banana 🍌|trophy 🏆|broken_heart 💔
face_with_raised_eyebrow 🤨|neutral_face 😐|strawberry 🍓|champagne 🍾|kiss 💋|middle_finger 🖕
smiling_imp 😈|sleeping 😴|sob 😭|nerd_face 🤓|ghost 👻|male-technologist 👨‍💻|eyes 👀
jack_o_lantern 🎃|see_no_evil 🙈|innocent 😇|fearful 😨|handshake 🤝|writing_hand ✍|hugging_face 🤗
saluting_face 🫡|santa 🎅|christmas_tree 🎄|snowman ☃|nail_care 💅|zany_face 🤪|moyai 🗿|cool 🆒
cupid 💘|hear_no_evil 🙉|unicorn_face 🦄|kissing_heart 😘|pill 💊|speak_no_evil 🙊|sunglasses 😎
space_invader 👾|man-shrugging 🤷‍♂|shrug 🤷|woman-shrugging 🤷‍♀|rage 😡
white_check_mark ✅|heavy_check_mark ✔|ballot_box_with_check ☑|x ❌|warning ⚠|exclamation ❗
heavy_exclamation_mark ❗|question ❓|bangbang ‼|no_entry ⛔|no_entry_sign 🚫|rotating_light 🚨
bell 🔔|mega 📣|loudspeaker 📢|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|lock 🔒
unlock 🔓|key 🔑|pushpin 📌|link 🔗|mag 🔍|bulb 💡|memo 📝|phone ☎|telephone_receiver 📞
envelope ✉|email 📧|calendar 📆|date 📅|chart_with_upwards_trend 📈|bar_chart 📊|rocket 🚀
star ⭐|star2 🌟|sparkles ✨|boom 💥|wave 👋|raised_hands 🙌|raised_hand ✋|muscle 💪|point_up ☝
point_right 👉|point_left 👈|point_down 👇|fingers_crossed 🤞|crossed_fingers 🤞|v ✌|facepalm 🤦
face_palm 🤦|man-facepalming 🤦‍♂|woman-facepalming 🤦‍♀|smile 😄|smiley 😃|joy 😂|laughing 😆
satisfied 😆|blush 😊|slightly_smiling_face 🙂|upside_down_face 🙃|wink 😉|relieved 😌
disappointed 😞|worried 😟|confused 😕|angry 😠|weary 😩|sweat_smile 😅|grimacing 😬
shushing_face 🤫|face_with_rolling_eyes 🙄|astonished 😲|open_mouth 😮|flushed 😳
partying_face 🥳|pleading_face 🥺
blue_heart 💙|green_heart 💚|yellow_heart 💛|orange_heart 🧡|purple_heart 💜|black_heart 🖤
white_heart 🤍|arrow_up ⬆|arrow_down ⬇|arrow_right ➡
arrow_left ⬅|repeat 🔁|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡
large_green_circle 🟢|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫|earth_africa 🌍
sunny ☀|cloud ☁|snowflake ❄|ocean 🌊|coffee ☕|cake 🍰|beers 🍻|gift 🎁|house 🏠|hospital 🏥
ambulance 🚑|police_car 🚓|fire_engine 🚒|ballot_box_with_ballot 🗳|scales ⚖|newspaper 📰|camera 📷
one 1⃣|two 2⃣|three 3⃣|four 4⃣|five 5⃣
"""
CHARACTERS: Final[dict[str, str]] = {
    name: character
    for line in _LISTED.split("\n")
    for name, _, character in (one.partition(" ") for one in line.split("|"))
    if name
}
"""The character by its short name, without variation selectors."""
NAMES: Final[dict[str, str]] = {character: name for name, character in reversed(CHARACTERS.items())}
"""The short name by its character: the first of several."""
_TONE: Final = re.compile(r"::skin-tone-[2-6]$")
_SHAPE: Final = re.compile(r"[a-z0-9_+'-]{1,100}")
_SELECTORS: Final = str.maketrans("", "", "\ufe0e\ufe0f")
_TONES: Final = re.compile("[\U0001f3fb-\U0001f3ff]")
_LONGEST: Final = 16


def of_name(name: str) -> str:
    """Return what a short name shows: its character, else `:name:`; "" for what is no name."""
    plain = _TONE.sub("", name.strip(":").lower())
    if not _SHAPE.fullmatch(plain):
        return ""
    return CHARACTERS.get(plain) or f":{plain}:"


def of_character(character: str) -> str:
    """Return an emoji without its variations and skin tones; "" for what is none."""
    plain = _TONES.sub("", character.translate(_SELECTORS)).strip()
    if not plain or len(plain) > _LONGEST or any(one.isalpha() or one.isspace() for one in plain):
        return ""
    return plain
