"""A workflow as a picture: boxes under each other, ways between them, all as numbers for an SVG.

The picture is drawn from what is typed, too, so it takes words as they are and never fails. Sizes are in the
SVG's own units, of which a character of the title takes about ``CHARACTER``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from crm.kernel.i18n import _
from crm.workflows.definition import Definition, Mode, Step
from crm.workflows.presenters import telling
from crm.workflows.presenters.telling import Names

WIDTH: Final = 320
LEFT: Final = 34
BOX: Final = 222
LANE: Final = 9
MOST_LANES: Final = 5
PAD: Final = 12
LINE: Final = 17
GAP: Final = 30
CHARACTER: Final = 7.2
SMALL: Final = 6.3
ICONS: Final = {"inform": "bell", "approve": "checks", "complete": "checklist"}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A step as far as a picture needs it. ``back`` is the key of the step that a rejection leads to.

    ``state`` is empty, or ``done``, ``now``, ``bad`` or ``passed`` where something has been walked.
    """

    key: str
    title: str
    mode: str
    lines: Sequence[str] = ()
    only_if: str = ""
    back: str | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A line of text in the picture."""

    x: float
    y: float
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Box:
    """A step in the picture."""

    y: float
    height: float
    mode: str
    state: str
    icon: str
    number: int
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Way:
    """A line in the picture: ``next``, ``around`` (passed over), ``back`` or ``stop`` (rejected)."""

    d: str
    kind: str


@dataclass(slots=True)
class Drawing:
    """All of it, and what a screen reader is told instead."""

    label: str
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    texts: list[Said] = field(default_factory=list)
    width: int = WIDTH
    left: int = LEFT
    box: int = BOX

    @property
    def middle(self) -> float:
        """Where the boxes' middle is."""
        return LEFT + BOX / 2


def sketches(
    definition: Definition, names: Names, *, states: Mapping[str, str] | None = None,
    marks: Mapping[str, str] | None = None,
) -> list[Sketch]:  # fmt: skip
    """The steps of a definition. ``states`` and ``marks`` (a line more) are told by the step's key."""
    return [
        Sketch(
            key=step.key, title=step.title, mode=step.mode.value,
            lines=[*_lines(step, names), *filter(None, [(marks or {}).get(step.key)])],
            only_if=telling.condition(step.condition, names) if step.condition else "",
            back=(step.on_rejection.step or "") if step.mode is Mode.APPROVE else None,
            state=(states or {}).get(step.key, ""),
        )
        for step in definition.steps
    ]  # fmt: skip


def drawn(steps: Sequence[Sketch]) -> Drawing:
    """The picture of these steps."""
    drawing = Drawing(
        label=_("The steps as a picture: %(steps)s", steps="; ".join(one.title for one in steps))
    )
    y: float = 22
    for number, sketch in enumerate(steps, start=1):
        y = _put(drawing, sketch, number, y)
    drawing.height = y + 14
    _way_down(drawing, [(box.y, box.y + box.height) for box in drawing.boxes], y)
    _ways_back(drawing, steps)
    return drawing


def _lines(step: Step, names: Names) -> list[str]:
    told = [telling.who(step, names)]
    if step.duration is not None:
        told.append(telling.span(step.duration))
    if step.escalation is not None:
        told.append(_("late: %(name)s", name=names.who(step.escalation.to)))
    return told


def _put(drawing: Drawing, sketch: Sketch, number: int, top: float) -> float:
    """Draw one box with its words; where the next one may begin."""
    if sketch.only_if:
        words = _("if %(condition)s", condition=sketch.only_if)
        drawing.texts.append(Said(LEFT + BOX / 2 + 8, top + 4, _cut(words, 170), "if"))
        top += 16
    titles = _wrapped(sketch.title or _("Step without a title"), BOX - 52)
    lines = [_cut(line, BOX - 52) for line in sketch.lines if line]
    height = PAD * 2 + LINE * (len(titles) + len(lines)) - 4
    drawing.boxes.append(
        Box(
            y=top, height=height, mode=sketch.mode, state=sketch.state,
            icon=ICONS.get(sketch.mode, "checklist"), number=number,
            href=f"#step-{number - 1}", label=sketch.title or _("Step without a title"),
        )
    )  # fmt: skip
    for at, text in enumerate([*titles, *lines]):
        kind = "title" if at < len(titles) else "line"
        drawing.texts.append(Said(LEFT + 40, top + PAD + 11 + at * LINE, text, kind))
    if sketch.only_if:
        side, below = 12, top + height + GAP * 0.45
        start = LEFT + BOX / 2
        drawing.ways.append(
            Way(f"M{start} {top - 14} H{side + 8} Q{side} {top - 14} {side} {top - 6} V{below - 8} "
                f"Q{side} {below} {side + 8} {below} H{start}", "around")
        )  # fmt: skip
    return top + height + GAP


def _way_down(drawing: Drawing, boxes: Iterable[tuple[float, float]], end: float) -> None:
    """From the start through all boxes to the end."""
    middle, last = drawing.middle, 14.0
    for top, bottom in boxes:
        drawing.ways.append(Way(f"M{middle} {last} V{top - 3}", "next"))
        last = bottom
    drawing.ways.append(Way(f"M{middle} {last} V{end - 3}", "next"))


def _ways_back(drawing: Drawing, steps: Sequence[Sketch]) -> None:
    """Where a rejection leads: back by a lane of its own at the right, or to a stop."""
    places = {sketch.key: box for sketch, box in zip(steps, drawing.boxes, strict=True)}
    right, lane = LEFT + BOX, 0
    for sketch in steps:
        if sketch.back is None:
            continue
        here = places[sketch.key]
        from_y = here.y + here.height * 0.66
        target = places.get(sketch.back)
        if target is None:
            drawing.ways.append(Way(f"M{right} {from_y} H{right + 22}", "stop"))
            drawing.texts.append(Said(right + 26, from_y + 4, "✕", "stop"))
            continue
        to_y = target.y + target.height * 0.33
        lane_x = right + 16 + LANE * (lane % MOST_LANES)
        lane += 1
        drawing.ways.append(Way(f"M{right} {from_y} H{lane_x} V{to_y} H{right + 4}", "back"))


def _wrapped(text: str, room: float, most: int = 2) -> list[str]:
    """The text in lines that fit, at most so many, the last one cut."""
    fits = int(room / CHARACTER)
    lines: list[str] = [""]
    for word in text[:400].split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= fits or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [line if len(line) <= fits else line[: fits - 1].rstrip() + "…" for line in lines]


def _cut(text: str, room: float) -> str:
    fits = int(room / SMALL)
    return text if len(text) <= fits else text[: fits - 1].rstrip() + "…"
