internal import Discoverd

/// Why a call fails.
enum RegistryError: Error, Equatable, CustomStringConvertible {
  case noAddress, noHost, tooMany, largeAttributes
  case badName(String)
  case badAddress(String)
  case notFound(String, String, index: UInt64)

  var description: String {
    switch self {
    case .noAddress: "discoverd: Addr must be set"
    case .noHost: "discoverd: Addr must have address or EXTERNAL_IP must be set"
    case .tooMany: "discoverd: more than \(Registry.maximumInstances) instances"
    case .largeAttributes: "discoverd: Attrs of more than \(Registry.maximumAttributes) octets"
    case .badName(let name):
      "discoverd: Name '\(name)' must have 1 to \(Registration.maximumNameLength) octets and no '/'"
    case .badAddress(let address): "discoverd: Addr '\(address)' must be host:port with a port of 0 to 65535"
    case .notFound(let name, let address, let index):
      "100: Key not found (/discover/services/\(name)/\(address)) [\(index)]"
    }
  }
}
