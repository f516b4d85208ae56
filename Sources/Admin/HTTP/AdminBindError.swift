internal import Glibc
internal import HostSystem
internal import NIOCore

/// Why the address of `--admin` can't be listened on.
package struct AdminBindError: Error, CustomStringConvertible {
  /// What is wrong, with the setting that it came from.
  package let description: String

  init(address: SocketAddress, setting: String, _ error: any Error) {
    let host = address.ipAddress ?? "?"
    let place = "\(host.contains(":") ? "[\(host)]" : host):\(address.port ?? 0)"
    let reason = (error as? IOError)?.errnoCode
    let hint = reason == EADDRINUSE ? "; is another server of this kind running?" : ""
    description = "\(setting): TCP \(place): \(reason.map { systemMessage($0) } ?? "\(error)")\(hint)"
  }
}
