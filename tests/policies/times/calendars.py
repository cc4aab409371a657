"""An election calendar as a file."""

HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//IEBC//Elections//EN"]
EVENT = [
    "BEGIN:VEVENT",
    "UID:KE2027@iebc.or.ke",
    "DTSTAMP:20261101T000000Z",
    "DTSTART;TZID=Africa/Nairobi:20270810T060000",
    "DTEND;TZID=Africa/Nairobi:20270810T170000",
    "SUMMARY:General election\\, Kenya",
    "CATEGORIES:country:KE,Politics",
    "END:VEVENT",
]


def calendar(*events, end="\r\n"):
    lines = [*HEAD, *(line for event in events for line in event), "END:VCALENDAR", ""]
    return end.join(lines).encode()
