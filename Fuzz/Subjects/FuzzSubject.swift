/// A kind of input whose octets strangers decide on, or whoever has written a file.
package struct FuzzSubject: Sendable {
  /// What its program and the folder of its corpus are called.
  package let name: String
  private let check: @Sendable ([UInt8]) -> String?

  init(_ name: String, check: @escaping @Sendable ([UInt8]) -> String?) { (self.name, self.check) = (name, check) }

  /// All subjects.
  package static let all = [
    agent, consul, containerPilot, jsonRPC, message, relayedMessage, resolverFiles, serverSentEvents, servicesFile,
    settingsFile, stateFile, zoneFile,
  ]

  /// What is wrong with what becomes of an input; absent where nothing is. Whatever the input, this returns, and soon.
  package func complaint(about octets: [UInt8]) -> String? { check(octets) }

  /// Takes an input of libFuzzer's, which stays the caller's; ends the program where something is wrong.
  ///
  /// - Returns: 0, as libFuzzer wants it.
  package func take(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let complaint = complaint(about: octets) { fatalError("\(name): \(complaint)") }
    return 0
  }
}
