"""Whether what came back is what was asked for: what is not answered, or answered with an error, costs a server less."""
from . import dns

# The part of a round's answers that has the expected code, at least. Less than all, for a server that sheds load once.
EXPECTED = 0.999
# The part of a round's questions that may stay without an answer: with 100 open, nothing overflows, and dnsperf loses none.
LOST = 0.001
# So many of the questions are asked before the rounds and after them, to look into the answers.
LOOKED_INTO = 20


def wrong_codes(found, code):
    """What is wrong with a round's answers; absent where nothing is."""
    completed, lost = found["completed"], found["lost"]
    if completed == 0:
        return "no answers"
    if lost > (completed + lost) * LOST:
        return f"{lost:,} of {completed + lost:,} lost"
    if found["codes"].get(code, 0) < completed * EXPECTED:
        return f"{code} expected, " + ", ".join(f"{name} {count:,}" for name, count in found["codes"].items())
    return None


def wrong_records(port, questions, records):
    """Whether the first of dnsperf's questions get so many answer records (a code alone does not tell them from NODATA)."""
    with open(questions) as file:
        asked = [line.split() for line, _ in zip(file, range(LOOKED_INTO))]
    for name, kind in asked:
        answer = dns.ask(port, name, kind)
        count = None if answer is None else dns.answers(answer)
        if count != records:
            return f"{name} {kind}: {'no' if count is None else count} answer records, {records} expected"
    return None
