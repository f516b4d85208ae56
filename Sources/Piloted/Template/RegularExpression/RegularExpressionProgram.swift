/// A regular expression as steps for the matcher, which follows all ways through them at once: the time grows with the
/// text and never explodes, as it does where ways are tried one after the other.
struct RegularExpressionProgram {
  enum Step {
    case scalar(ScalarSet)
    /// Goes on in two ways, of which the first is preferred.
    case fork(Int, Int)
    case jump(Int)
    /// Notes the place as one end of a group.
    case mark(Int)
    case assertion(RegularExpressionNode.Assertion)
    case match
  }

  private(set) var steps: [Step] = []
  private var addedNodes = 0

  /// As many steps as an expression may have, and nodes, of which some have no step; repetitions in repetitions multiply.
  private static let maximumSteps = 10_000

  /// Compiles an expression; absent where it has too many steps.
  init?(_ node: RegularExpressionNode) {
    guard add(.group(node, index: 0)), append(.match) else { return nil }
  }

  private mutating func append(_ step: Step) -> Bool {
    steps.append(step)
    return steps.count <= Self.maximumSteps
  }

  private mutating func add(_ node: RegularExpressionNode) -> Bool {
    addedNodes += 1
    guard addedNodes <= Self.maximumSteps else { return false }
    switch node {
    case .empty: return true
    case .set(let set): return append(.scalar(set))
    case .assertion(let assertion): return append(.assertion(assertion))
    case .sequence(let nodes): return nodes.allSatisfy { add($0) }
    case .alternatives(let nodes): return add(alternatives: nodes[...])
    case .group(let node, let index): return append(.mark(2 * index)) && add(node) && append(.mark(2 * index + 1))
    case .repetition(let node, let least, let most, let isGreedy):
      guard let most else { return add(loop: node, least: least, isGreedy) }
      return (0..<least).allSatisfy { _ in add(node) } && add(optional: node, times: most - least, isGreedy)
    }
  }

  /// Adds what may come any number of times. As in Go's package the way out stands behind what is repeated, so that if that
  /// can be empty, its empty way is as preferred as it is written.
  private mutating func add(loop node: RegularExpressionNode, least: Int, _ isGreedy: Bool) -> Bool {
    let fork = steps.count
    if least == 0 { steps.append(.match) }
    guard (1..<max(1, least)).allSatisfy({ _ in add(node) }) else { return false }
    let start = steps.count
    guard add(node), append(.match) else { return false }
    steps[steps.count - 1] = isGreedy ? .fork(start, steps.count) : .fork(steps.count, start)
    if least == 0 { setFork(fork, isGreedy) }
    return true
  }

  /// Adds what may come up to `times` times; each of them may be the last.
  private mutating func add(optional node: RegularExpressionNode, times: Int, _ isGreedy: Bool) -> Bool {
    var forks: [Int] = []
    for _ in 0..<times {
      forks.append(steps.count)
      guard append(.match), add(node) else { return false }
    }
    for fork in forks { setFork(fork, isGreedy) }
    return true
  }

  /// Makes a step, kept free until now, go on with the next one or behind the last.
  private mutating func setFork(_ fork: Int, _ isGreedy: Bool) {
    steps[fork] = isGreedy ? .fork(fork + 1, steps.count) : .fork(steps.count, fork + 1)
  }

  private mutating func add(alternatives nodes: ArraySlice<RegularExpressionNode>) -> Bool {
    var jumps: [Int] = []
    for node in nodes.dropLast() {
      let fork = steps.count
      guard append(.match), add(node), append(.match) else { return false }
      jumps.append(steps.count - 1)
      steps[fork] = .fork(fork + 1, steps.count)
    }
    guard nodes.last.map({ add($0) }) ?? true else { return false }
    for jump in jumps { steps[jump] = .jump(steps.count) }
    return true
  }
}
