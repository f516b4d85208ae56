"""Rows of the table, and the table."""


def row(what, unit, ours, other, theirs, goal, key="microseconds", wrong=None):
    """A row of two measurements that are compared; the ratio is to be at most the goal. With wrong answers there is no ratio."""
    wrong = wrong or wrong_of("doyen", ours) or wrong_of(other, theirs)
    ours, theirs = (one[key] if isinstance(one, dict) else one for one in (ours, theirs))
    ratio = ours / theirs if theirs and not wrong else None
    return {"what": what, "unit": unit, "doyen": ours, "beside": other, "theirs": theirs, "ratio": ratio, "goal": goal, "wrong": wrong}


def bound(what, unit, ours, goal, note="", wrong=None):
    """A row of one measurement, which is to be at most the goal."""
    return {"what": what, "unit": unit, "doyen": ours, "beside": note, "theirs": None, "ratio": None, "goal": goal, "wrong": wrong}


def wrong_of(name, measured):
    """What was wrong with the answers behind a measurement; absent where nothing was."""
    return f"{name}: {measured['wrong']}" if isinstance(measured, dict) and measured["wrong"] else None


def shown(number, digits=3):
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.{digits}g}"


def verdict(line):
    if line["wrong"]:
        return "WRONG ANSWERS: " + line["wrong"]
    measured = line["ratio"] if line["theirs"] is not None else line["doyen"]
    if line["goal"] is None or measured is None:
        return ""
    return "reached" if measured <= line["goal"] else "missed"


def table(lines):
    head = ["what", "unit", "Doyen", "beside", "", "ratio", "goal", ""]
    cells = [head] + [
        [
            line["what"], line["unit"], shown(line["doyen"]), line["beside"], shown(line["theirs"]),
            f"{line['ratio']:.2f}" if line["ratio"] is not None else "", shown(line["goal"]), verdict(line),
        ]
        for line in lines
    ]
    widths = [max(len(one[column]) for one in cells) for column in range(len(head))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(one, widths)).rstrip() for one in cells)
