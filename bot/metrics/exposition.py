"""The address `/metrics`: all that is counted and read, in a registry of this program's own."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from bot.metrics.counters import Counters
from bot.metrics.gauges import Gauges
from bot.services import Services
from handlers.door import Door
from handlers.http import Answer, Asked, Route
from storage.store import Store


class Metrics:
    """What the program counts and tells.

    `beat` tells when the courier last came round, `looked` when the agenda did, in seconds of the
    monotonic clock.
    """

    def __init__(
        self,
        store: Store,
        services: Services,
        doors: Mapping[str, Door],
        beat: Callable[[], float],
        looked: Callable[[], float],
    ) -> None:
        self._registry = CollectorRegistry()
        self.counters = Counters(self._registry, doors)
        self._gauges = Gauges(store, services, doors, beat=beat, looked=looked)
        self._registry.register(self._gauges)
        ProcessCollector(registry=self._registry)
        store.watch(self.counters.committed)
        for name, door in doors.items():
            door.health.acknowledged = self.counters.acknowledging(name)

    def routes(self) -> tuple[Route, ...]:
        """Return the address, for the listener."""
        return (Route(method="GET", path="/metrics", answer=self.answer),)

    async def answer(self, _asked: Asked) -> Answer:
        """Answer with everything, in Prometheus' text form.

        https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
        """
        await self._gauges.refresh()
        text = generate_latest(_WithoutBirthdays(self._registry)).decode()
        return Answer(body=text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _WithoutBirthdays(Collector):
    """A registry without the instants at which its series began, which nobody asks for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            metric.samples = [one for one in metric.samples if not one.name.endswith("_created")]
            yield metric
