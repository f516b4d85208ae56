/// One request and its reply: follows redirections, gathers the body within a bound.
struct HTTPExchange: Sendable {
  private(set) var request: HTTPRequest
  private(set) var address: DiscoverdAddress
  private var hops = 0
  private var head: HTTPReplyHead?
  private var body: [UInt8] = []

  /// A redirection leads to the leader of a cluster, or through one proxy to it; more go in circles.
  static let maximumHops = 5
  /// Octets of the largest body: a hundred thousand instances.
  static let maximumBody = 32 << 20

  init(_ request: HTTPRequest, at address: DiscoverdAddress) { (self.request, self.address) = (request, address) }

  /// What a reply's head means.
  enum Step: Equatable {
    /// The body follows.
    case body
    /// Send the request again, to another server, with all its headers and its body.
    case again
  }

  /// Takes the reply's head in.
  mutating func receive(_ head: HTTPReplyHead) throws(HTTPExchangeError) -> Step {
    self.head = head
    guard (300..<400).contains(head.status) else { return .body }
    guard let (address, path) = head.redirection, hops < Self.maximumHops else {
      throw HTTPExchangeError(
        reason: hops < Self.maximumHops ? "a redirection to nowhere" : "more than \(Self.maximumHops) redirections")
    }
    hops += 1
    self.address = address
    request.path = path
    return .again
  }

  /// Takes octets of the body in.
  mutating func receive(_ octets: [UInt8]) throws(HTTPExchangeError) {
    body += octets
    guard body.count <= Self.maximumBody else {
      throw HTTPExchangeError(reason: "a reply of more than \(Self.maximumBody) octets")
    }
  }

  /// The reply, once it is whole.
  var reply: HTTPReply? { head.map { HTTPReply(head: $0, body: body) } }
}

/// Why an exchange fails.
struct HTTPExchangeError: Error, Equatable {
  let reason: String
}

/// A whole reply.
struct HTTPReply: Sendable, Equatable {
  let head: HTTPReplyHead
  let body: [UInt8]

  /// The server's words about an error.
  private struct Failure: Decodable {
    var code: String
    var message: String
    var retry: Bool?
  }

  /// What a reply means.
  enum Meaning: Equatable {
    case success
    /// There is no such thing; said by a discoverd, not by any server that knows no such path.
    case notFound(String)
    /// It exists already, or is another than was expected.
    case conflict(String)
    /// The request is wrong, and will be as wrong the next time.
    case refused(String)
    /// Not now, or not here.
    case failure(String)
    /// The server is no discoverd of version 2.
    case otherVersion(String)
  }

  var meaning: Meaning {
    guard !(200..<300).contains(head.status) else { return .success }
    guard head.mediaType == "application/json", let failure = JSONValue.decode(Failure.self, body) else {
      return head.status == 404 || head.status == 405
        ? .otherVersion("no discoverd of version 2: status \(head.status)") : .failure("status \(head.status)")
    }
    switch head.status {
    case 404: return .notFound(failure.message)
    case 409, 412: return .conflict(failure.message)
    case 400..<500 where failure.retry != true && head.status != 429: return .refused(failure.message)
    default: return .failure("status \(head.status): \(failure.message)")
    }
  }
}
