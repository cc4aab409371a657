"""The words of the wings of the alert desk, by the name under which each stands in `Phrases`."""

from typing import Final

from policies.speech.alert_cards import AlertCardWords
from policies.speech.alert_changes import AlertChangeWords
from policies.speech.alert_receipts import AlertReceiptWords
from policies.speech.alerts import AlertWords
from policies.speech.choosing import ChoosingWords
from policies.speech.desk import DeskWords
from policies.speech.duty import DutyWords
from policies.speech.escalation import EscalationWords
from policies.speech.figures import FigureWords
from policies.speech.intake import IntakeWords
from policies.speech.postures import PostureWords
from policies.speech.reports import ReportWords
from policies.speech.rotas import RotaWords
from policies.speech.scheduling import SchedulingWords
from policies.speech.stepping import SteppingWords
from policies.speech.times import Times
from policies.speech.words import Words


class AlertDesk:
    """What the alert desk says, in one language."""

    def __init__(self, words: Words) -> None:
        self.alerts: Final = AlertWords(words)
        self.desk: Final = DeskWords(words)
        self.figures: Final = FigureWords(words)
        self.alert_changes: Final = AlertChangeWords(words)
        self.alert_cards: Final = AlertCardWords(words)
        self.alert_receipts: Final = AlertReceiptWords(words)
        self.choosing: Final = ChoosingWords(words)
        self.escalation: Final = EscalationWords(words)
        self.intake: Final = IntakeWords(words)
        self.reports: Final = ReportWords(words)
        self.postures: Final = PostureWords(words)
        self.stepping: Final = SteppingWords(words)
        self.scheduling: Final = SchedulingWords(words)
        self.times: Final = Times(words)
        self.duty: Final = DutyWords(words)
        self.rotas: Final = RotaWords(words)
