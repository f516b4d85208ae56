internal import ArgumentParser
internal import DNSServer
internal import NIOCore
internal import ServiceIndex

/// How many threads answer questions over UDP at each address.
struct WorkerChoice {
  let count: Int

  /// A worker for each of more processors than this gains nothing on a host that also has services to run.
  private static let maximum = 32

  /// As many as are named; else one a processor, as far as there may be so many.
  ///
  /// - Throws: `ValidationError` with the setting and what was expected, also where there are too many addresses.
  init(_ setting: Setting?, addresses: Int) throws {
    guard let maximum = Self.maximum(addresses: addresses) else {
      throw ValidationError("expected fewer addresses to listen on, found \(addresses)")
    }
    guard let setting else {
      count = min(System.coreCount, maximum)
      return
    }
    count = try setting.number(upTo: maximum, addresses == 1 ? "" : " at each of \(addresses) addresses")
  }

  /// The most workers at each of so many addresses: all read the index, which has places for so many; absent where not even one has.
  private static func maximum(addresses: Int) -> Int? {
    (1...maximum).last {
      DNSListener.responderCount(addresses: addresses, workersPerAddress: $0) <= ServiceIndex.maximumReaders
    }
  }
}
