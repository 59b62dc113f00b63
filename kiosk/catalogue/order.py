"""The order among items: who waits for whom, since when, and how long. A DAG, or ValueError."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.catalogue.models import Item, Material
from kiosk.catalogue.plan_models import Flow, FlowEdge, FlowNode
from kiosk.catalogue.rules import Answers, holds


@dataclass(frozen=True, slots=True)
class Order:
    """The items' ids in the given order, and the edges among them."""

    items: tuple[str, ...]
    edges: tuple[FlowEdge, ...]
    sequence: tuple[str, ...]
    """The ids so that each comes after all that it waits for."""

    def before(self) -> dict[str, list[str]]:
        """Return for each id the ids that it waits for directly, in order, each once."""
        found: dict[str, list[str]] = {item: [] for item in self.items}
        for edge in self.edges:
            if edge.before not in found[edge.after]:
                found[edge.after].append(edge.before)
        return found


def order_of(items: Sequence[Item], materials: Mapping[str, Material], answers: Answers) -> Order:
    """Return the order among items.

    An edge stands for a result that another item uses, for a material that another item produces
    (`produced_by`), and for `after`. Names of items that are not among `items` make no edge.

    Raises:
        ValueError: if items wait for each other in a circle; the message names it.

    """
    position = {item.id: index for index, item in enumerate(items)}
    producers: dict[str, list[str]] = {}
    for item in items:
        for result in item.results:
            producers.setdefault(result.id, []).append(item.id)
    edges: dict[FlowEdge, None] = {}
    for item in items:
        taken = [*item.uses, *_produced(item, materials, answers)]
        for result_id in taken:
            for producer in producers.get(result_id, ()):
                if producer != item.id:
                    edges[FlowEdge(producer, item.id, result_id)] = None
        joined = {edge.before for edge in edges if edge.after == item.id}
        for earlier in item.after:
            if earlier in position and earlier not in joined:
                edges[FlowEdge(earlier, item.id, None)] = None
    ids = tuple(position)
    return Order(ids, tuple(edges), sequence_of(ids, [(edge.before, edge.after) for edge in edges]))


def _produced(item: Item, materials: Mapping[str, Material], answers: Answers) -> Iterable[str]:
    for need in item.materials:
        material = materials.get(need.material)
        if material is not None and material.produced_by and holds(need.when, answers):
            yield material.produced_by


def sequence_of(ids: Sequence[str], edges: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the ids so that each (before, after) is respected and else their given order is kept.

    Raises:
        ValueError: if there is a circle; the message names it, e.g. "a -> b -> a".

    """
    waits: dict[str, set[str]] = {one: set() for one in ids}
    for before, after in edges:
        waits[after].add(before)
    done: dict[str, None] = {}
    left = list(ids)
    while left:
        ready = next((one for one in left if waits[one] <= done.keys()), None)
        if ready is None:
            raise ValueError(f"circle: {' -> '.join(_circle(left, waits))}")
        done[ready] = None
        left.remove(ready)
    return tuple(done)


def _circle(left: Sequence[str], waits: Mapping[str, set[str]]) -> list[str]:
    """Return one circle among ids of which each waits for another one, e.g. [a, b, a]."""
    path = [left[0]]
    while True:
        following = min(one for one in waits[path[-1]] if one in left)
        if following in path:
            circle = [*path[path.index(following) :], following]
            return circle[::-1]
        path.append(following)


def finish_of(order: Order, ticked: Sequence[str], days: Callable[[str], int]) -> dict[str, int]:
    """Return for each item the working days until it is done, where it waits for ticked items only."""
    counted = set(ticked)
    before = order.before()
    finish: dict[str, int] = {}
    for item in order.sequence:
        start = max((finish[one] for one in before[item] if one in counted), default=0)
        finish[item] = start + days(item)
    return finish


def flow_of(order: Order, ticked: Sequence[str]) -> Flow:
    """Return the flow chart of the ticked items: a column is the longest way to an item from a start."""
    counted = set(ticked)
    edges = tuple(edge for edge in order.edges if edge.before in counted and edge.after in counted)
    level: dict[str, int] = {}
    for item in order.sequence:
        if item in counted:
            level[item] = max((level[edge.before] + 1 for edge in edges if edge.after == item), default=0)
    rows: dict[int, int] = {}
    nodes = []
    for item in order.items:
        if item in counted:
            row = rows.get(level[item], 0)
            rows[level[item]] = row + 1
            nodes.append(FlowNode(item, level[item], row))
    return Flow(tuple(nodes), edges)
