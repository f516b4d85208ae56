internal import Glibc

/// The sockets that a service manager has bound for this program.
package struct PassedSockets: Sendable {
  package private(set) var all: [PassedSocket] = []

  /// None.
  package init() {}

  /// Takes over the sockets that the environment of this process names, and removes the variables, so that programs started from here
  /// do not take them for their own.
  ///
  /// - Throws: ``PassedSocketError`` where one is of no use.
  package static func taken(_ variables: [String: String]) throws(PassedSocketError) -> PassedSockets {
    let passed = PassedVariables(variables, process: getpid())
    for name in PassedVariables.all { unsafe unsetenv(name) }
    var sockets = PassedSockets()
    for (number, name) in zip(passed.numbers, passed.names) {
      _ = fcntl(number, F_SETFD, FD_CLOEXEC)
      sockets.all.append(try PassedSocket(number, name: name))
    }
    return sockets
  }

  /// The socket for an address, which is the caller's from then on; absent where none was passed for it.
  package mutating func take(_ kind: ClientSocket.Kind, host: String?, port: Int?) -> PassedSocket? {
    let index = all.firstIndex { $0.kind == kind && $0.host == host && Int($0.port) == port }
    return index.map { all.remove(at: $0) }
  }

  /// What was passed and not taken, as an error.
  package func checkAllTaken() throws(PassedSocketError) {
    if let socket = all.first { throw PassedSocketError(name: socket.name, reason: .notWanted(socket.hostAndPort)) }
  }
}

/// Why a socket that was passed can't be used.
package struct PassedSocketError: Error, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// It is no socket at all; the system's error number.
    case notASocket(CInt)
    /// It is neither for UDP nor a listening one for TCP.
    case wrongKind
    /// It takes IPv4, too, under addresses that are not the clients' own.
    case bothFamilies
    /// Nobody asked to listen there.
    case notWanted(String)
  }

  /// What the manager calls it.
  package let name: String
  package let reason: Reason

  package var description: String { "the socket '\(name)' of the service manager \(explanation)" }

  private var explanation: String {
    switch reason {
    case .notASocket(let number): "can't be used: \(systemMessage(number))"
    case .wrongKind: "is neither of UDP nor a listening one of TCP"
    case .bothFamilies: "is of IPv6 and IPv4 at once; say BindIPv6Only=ipv6-only, and pass another one for IPv4"
    case .notWanted(let address): "is at \(address), where --listen does not listen"
    }
  }
}
