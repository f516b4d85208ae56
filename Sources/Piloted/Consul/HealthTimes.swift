/// How long the steps of a watch take.
package struct HealthTimes: Sendable {
  /// How long a connection may take to be made, or to be free where all of them are taken.
  package var connect = Duration.seconds(5)
  /// How long an answer is held: short enough that an index which has fallen behind our back is found out soon.
  package var hold = Duration.seconds(30)
  /// What a held answer may take beyond that: the server adds up to a sixteenth, and seven seconds of tries of its own.
  package var slack = Duration.seconds(10)
  /// From a question whose answer is not held to the whole answer, at most.
  package var answer = Duration.seconds(15)
  /// An empty list after an error is believed when it is said again this much later: an agent that has just started says so for less.
  package var grace = Duration.seconds(2)
  /// How often an agent is asked that has no connection to spare for answers that are held.
  package var poll = Duration.seconds(10)
  /// How long an agent that has said so is spared held answers.
  package var sparing = Duration.seconds(120)
  /// One question may be asked in this time, once the first ones are used up.
  package var pace = Duration.seconds(1)
  /// A server that has not heard from the leader for so long is asked for the leader's own answer.
  package var staleBound = Duration.seconds(10)
  /// What measures how long an answer takes.
  package var clock: any Clock<Duration> = ContinuousClock()

  /// The times that suit an agent.
  package init() {}

  /// From a question to the whole answer, at most.
  func limit(_ mode: ConsulQueryMode) -> Duration { mode.index == nil ? answer : hold + hold / 16 + slack }
}
