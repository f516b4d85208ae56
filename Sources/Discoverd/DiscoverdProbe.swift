/// Finds out whether a discoverd is at an address, and which.
public enum DiscoverdProbe {
  /// How long a discoverd may take to answer.
  static let timeout = Duration.seconds(2)

  /// The version of the discoverd at `address`; none where no discoverd answers. What is no discoverd but speaks HTTP is none:
  /// version 2 itself takes anything that answers for its like.
  public static func version(at address: DiscoverdAddress) async -> DiscoverdAPI? {
    await withCheckedContinuation { continuation in
      // The conversation reports once, whatever happens, since its time is limited.
      _ = Session(ProbeConversation(address)) { _ in
      } report: {
        continuation.resume(returning: $0)
      }
    }
  }
}

/// Shakes hands as version 1 does; where that is refused in HTTP, asks for what only version 2 answers.
struct ProbeConversation: Conversation {
  typealias Request = Never
  typealias Report = DiscoverdAPI?

  private let address: DiscoverdAddress
  private var inbox: [UInt8] = []
  private var isOver = false
  private var hasAsked = false

  init(_ address: DiscoverdAddress) { self.address = address }

  mutating func receive(_ event: ConversationEvent<Never>) -> [ConversationAction<DiscoverdAPI?>] {
    guard !isOver else { return [] }
    switch event {
    case .started: return [.connect(1, address), .start(.answer, DiscoverdProbe.timeout)]
    case .opened(1): return [.send(1, RPCHandshake.request)]
    case .received(1, let octets): return shakeHands(octets)
    case .replied(2, let head):
      let isDiscoverd = head.status == 200 && head.headers["discoverd-index"] != nil || head.status == 307
      return end(isDiscoverd ? .v2 : nil)
    case .closed, .timer(.answer): return end(nil)
    default: return []
    }
  }

  private mutating func shakeHands(_ octets: [UInt8]) -> [ConversationAction<DiscoverdAPI?>] {
    guard !hasAsked else { return [] }
    inbox += octets
    do throws(WireError) {
      return try RPCHandshake.readReply(&inbox) ? end(.v1) : []
    } catch {
      guard error.isOtherVersion else { return end(nil) }
      hasAsked = true
      return [.close(1), .request(2, address, HTTPRequest("GET", "/ping"))]
    }
  }

  private mutating func end(_ version: DiscoverdAPI?) -> [ConversationAction<DiscoverdAPI?>] {
    isOver = true
    return [.close(1), .close(2), .stop(.answer), .report(version)]
  }
}
