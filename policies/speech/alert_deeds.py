"""What was done of an alert, as its timeline words it."""

from policies.speech.words import Words


def deed(words: Words, what: str) -> str:
    """Return what was done, by its word of the timeline."""
    gettext = words.gettext
    return {
        "raised": gettext("raised"),
        "seen": gettext("seen"),
        "acknowledged": gettext("acknowledged"),
        "unacknowledged": gettext("no longer acknowledged"),
        "declined": gettext("declined"),
        "trouble": gettext("needs help"),
        "owned": gettext("taken in hand"),
        "assigned": gettext("given to somebody"),
        "disowned": gettext("its owner is not there any more"),
        "paged": gettext("paged"),
        "escalated": gettext("escalated"),
        "severity": gettext("severity changed"),
        "noted": gettext("note"),
        "updated": gettext("update"),
        "corrected": gettext("corrected"),
        "resolved": gettext("resolved"),
        "reopened": gettext("opened again"),
        "cancelled": gettext("cancelled"),
        "merged": gettext("merged"),
        "alike": gettext("somebody told the same"),
        "narrowed": gettext("stricter, as its source is"),
        "snoozed": gettext("put off"),
        "unreachable": gettext("unreachable"),
        "confirmed": gettext("confirmed"),
        "false": gettext("found false"),
        "checking": gettext("being checked"),
        "cannot tell": gettext("cannot be told"),
        "approval asked": gettext("asked for a second person"),
        "approved": gettext("approved"),
        "refused": gettext("refused by the second person"),
        "approval expired": gettext("nobody approved in time"),
        "approval void": gettext("changed: to be approved anew"),
        "approval not needed": gettext("no second person needed any more"),
        "unvouched": gettext("nobody stands for it any more: not to be approved"),
        "glass": gettext("sent to one country for danger to life"),
        "asked": gettext("asked whether it is still worked on"),
        "lapsed": gettext("acknowledgement lapsed"),
        "progress": gettext("still worked on"),
        "lost": gettext("nothing came through"),
        "woken": gettext("paged again"),
        "late": gettext("went on later than it was to"),
        "skipped": gettext("a step at which nobody is was left out"),
        "exhausted": gettext("everybody in line was asked"),
        "missed": gettext("its time was over"),
    }.get(what, what)
