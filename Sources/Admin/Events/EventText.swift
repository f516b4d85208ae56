internal import Discovery
internal import NIOCore

/// An event as a line of a stream that browsers read: the HTML standard's server-sent events.
struct EventText {
  private let name: String
  private let data: String

  private struct ServiceData: Encodable {
    let service: String
    let instances: Int
    let leader: String?
    let isStale: Bool
    let exists: Bool
  }

  private struct LeaderData: Encodable {
    let service: String
    let leader: String?
    let before: String?
  }

  private struct SourceData: Encodable {
    let source: String
    let state: String
  }

  init(_ event: BoardEvent, _ board: ServiceBoard, _ sources: [String]) {
    switch event {
    case .service(let name, let service):
      self.name = "service"
      data = JSON.text(
        ServiceData(
          service: name, instances: service?.list.count ?? 0, leader: service?.leader?.endpoint.description,
          isStale: service.map(board.isStale) ?? false, exists: service?.presence == .known))
    case .leader(let name, let leader, let before):
      self.name = "leader"
      data = JSON.text(LeaderData(service: name, leader: leader?.description, before: before?.description))
    case .source(let rank, let isGone):
      name = "source"
      let source = sources.indices.contains(rank) ? sources[rank] : "source \(rank)"
      data = JSON.text(SourceData(source: source, state: isGone ? "gone" : "back"))
    }
  }

  /// The octets to send; JSON has no line breaks of its own.
  var frame: ByteBuffer { ByteBuffer(string: "event: \(name)\ndata: \(data)\n\n") }

  /// What keeps a connection from looking idle, and finds out whether there is still one.
  static let heartbeat = ByteBuffer(string: ":\n\n")
}
