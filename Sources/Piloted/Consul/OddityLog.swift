internal import HostSystem
internal import Logging

/// What is odd about what an agent says, each thing once however many services it is said about: strangers choose what is watched.
final class OddityLog: Sendable {
  private let logger: Logger
  private let source: String
  private let said = Guarded<Set<String>>([])

  /// As many things are told apart; an agent that says more is told of no further.
  private static let maximumCount = 100

  /// The oddities of an agent, which log lines call `source`.
  init(_ logger: Logger, source: String) { (self.logger, self.source) = (logger, source) }

  /// Logs what is odd, if it is new, and about what it was said first.
  func note(_ what: String, _ occasion: String) {
    let isNew = said.withLock { $0.count < Self.maximumCount && $0.insert(what).inserted }
    if isNew { logger.warning("\((what + ", " + occasion).printable)", metadata: ["source": "\(source)"]) }
  }
}

extension String {
  /// The text with control characters as question marks: it is somebody else's, and goes into a log.
  fileprivate var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
  }
}
