internal import Glibc

/// The variables by which a service manager says which sockets it has passed, sd_listen_fds(3).
struct PassedVariables: Equatable {
  /// The sockets' file descriptors.
  let numbers: [CInt]
  /// What the manager calls each; `unknown` where it does not say.
  let names: [String]

  /// Passed file descriptors start behind those for input, output and errors.
  private static let first: CInt = 3
  /// More are not believed: an operator's mistake, not sockets.
  private static let maximum: CInt = 1024
  /// The variables.
  static let all = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]

  /// What is said to this process; nothing where that is to another, or not understood.
  init(_ variables: [String: String], process: CInt) {
    let isOurs = variables["LISTEN_PID"].flatMap { CInt($0) } == process
    let count = variables["LISTEN_FDS"].flatMap { CInt($0) } ?? 0
    guard isOurs, (1...Self.maximum).contains(count) else {
      (numbers, names) = ([], [])
      return
    }
    let said = variables["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let hasNames = said?.count == Int(count)
    numbers = Array(Self.first..<Self.first + count)
    names = hasNames ? said ?? [] : Array(repeating: "unknown", count: Int(count))
  }
}
