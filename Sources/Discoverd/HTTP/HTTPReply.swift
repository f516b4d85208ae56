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
