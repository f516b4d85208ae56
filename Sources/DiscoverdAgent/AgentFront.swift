package import NIOCore

/// An agent as its connections see it, whatever they come through. On one event loop, its owner.
package final class AgentFront {
  let state: AgentState
  private let connections = AgentConnections()
  private let firstLineTime: TimeAmount

  /// An agent without a socket and without a file.
  ///
  /// - Parameters:
  ///   - eventLoop: where all of it happens.
  ///   - externalAddress: what completes an address without host.
  package init(_ eventLoop: any EventLoop, externalAddress: String? = nil) {
    state = AgentState(eventLoop, Registry(externalAddress: externalAddress))
    firstLineTime = AgentTimes.usual.firstLine
  }

  /// An agent without a socket that goes on with a registry and says when there is something to save.
  init(
    _ eventLoop: any EventLoop, _ registry: Registry, _ times: AgentTimes = .usual, noteChange: @escaping () -> Void
  ) {
    state = AgentState(eventLoop, registry, noteChange: noteChange)
    firstLineTime = times.firstLine
  }

  /// Begins to wait for heartbeats.
  package func begin() { state.begin() }

  /// The one handler of a new connection; it adds others once the client has said what it speaks.
  package func makeHandler() -> any ChannelHandler { AgentDoor(state, connections, firstLineTime) }

  /// Closes all connections.
  package func end() {
    connections.end()
    state.end()
  }
}
