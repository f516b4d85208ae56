internal import Glibc

/// A kind of input whose octets strangers decide on, or whoever has written a file.
package struct FuzzSubject: Sendable {
  /// What the folder of its corpus is called.
  package let name: String
  private let maximumTime: Duration
  private let check: @Sendable ([UInt8]) -> String?

  /// CPU time that no input of libFuzzer's takes, which has 4 kB at most: the slowest takes less than a second under the sanitizer.
  /// Time by the clock would tell of machines that stand still.
  package static let maximumTime = Duration.seconds(5)

  /// A subject whose inputs `check` tries; it says what is wrong with what becomes of one.
  package init(
    _ name: String, maximumTime: Duration = maximumTime, check: @escaping @Sendable ([UInt8]) -> String?
  ) { (self.name, self.maximumTime, self.check) = (name, maximumTime, check) }

  /// All subjects.
  package static let all = [
    agent, consul, containerPilot, jsonRPC, message, relayedMessage, resolverFiles, serverSentEvents, servicesFile,
    settingsFile, stateFile, zoneFile,
  ]

  /// What is wrong with what becomes of an input; absent where nothing is. Whatever the input, this returns, and soon.
  package func complaint(about octets: [UInt8]) -> String? {
    let start = Self.timeOfThread
    if let complaint = check(octets) { return complaint }
    let time = Self.timeOfThread - start
    return time > maximumTime ? "it takes \(time)" : nil
  }

  /// CPU time that this thread has taken.
  private static var timeOfThread: Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// Takes an input of libFuzzer's, which stays the caller's; ends the program where something is wrong.
  ///
  /// - Returns: 0, as libFuzzer wants it.
  package func take(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let complaint = complaint(about: octets) { fatalError("\(name): \(complaint)") }
    return 0
  }
}
