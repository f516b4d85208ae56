package import Logging
package import NIOCore

/// An agent as its connections see it, whatever they come through. On one event loop, its owner.
package final class AgentFront {
  let state: AgentState
  private let connections = AgentConnections()

  /// An agent without a socket.
  ///
  /// - Parameters:
  ///   - eventLoop: where all of it happens.
  ///   - stateFolder: where registrations outlive a restart; absent: nowhere.
  ///   - externalAddress: what completes an address without host.
  ///   - logger: told what goes wrong with the state.
  package init(
    _ eventLoop: any EventLoop, stateFolder: String? = nil, externalAddress: String? = nil, logger: Logger
  ) {
    state = AgentState(eventLoop, stateFolder: stateFolder, externalAddress: externalAddress, logger: logger)
  }

  /// Saves for the first time, and begins to wait for heartbeats.
  package func begin() { state.begin() }

  /// The one handler of a new connection; it adds others once the client has said what it speaks.
  package func makeHandler() -> any ChannelHandler { AgentDoor(state, connections) }

  /// Closes all connections and saves what is registered.
  package func end() {
    connections.end()
    state.end()
  }
}
