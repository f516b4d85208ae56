internal import LocalFiles
public import Logging
internal import HostSystem

/// A JSON list of instances, for what no discovery knows; read again when it changes.
///
///     [{"service": "api", "address": "10.0.3.1:8080", "created": 1, "attributes": {"region": "eu"}}]
///
/// Where `created` is missing, the row's place in the file, from 1, is the age.
public struct ServicesFile: ListingSource {
  /// The file.
  public let path: String
  private let maximumInstances: Int
  private let logger: Logger
  private let reloads = Reloads()
  /// What was read before the first listing.
  private let first: FirstReading?

  /// The largest file, in octets: more than two million rows of usual length.
  static let maximumLength = 512 << 20

  /// A source of the file at `path`, which has been read once without error.
  public init(path: String, logger: Logger) {
    (self.path, self.logger, maximumInstances) = (path, logger, InstanceLimit.usual)
    first = nil
  }

  /// A source of the file at `path`, which is read now.
  ///
  /// - Throws: ``ServicesFileError`` with the line and what was expected there.
  package init(reading path: String, maximumInstances: Int, logger: Logger) throws(ServicesFileError) {
    (self.path, self.logger, self.maximumInstances) = (path, logger, maximumInstances)
    let stamp = FileStamp(path)
    first = FirstReading(try Self.load(path, maximumInstances: maximumInstances), stamp: stamp)
  }

  /// What log lines call it.
  public var name: String { "services file \(path)" }

  /// Reads a services file.
  ///
  /// - Throws: ``ServicesFileError`` with the line and what was expected there.
  public static func load(
    _ path: String, maximumInstances: Int = InstanceLimit.usual
  ) throws(ServicesFileError) -> [String: ServiceSet] {
    let chunks: FileChunks
    do throws(FileError) {
      chunks = try FileChunks(path, limit: maximumLength)
    } catch {
      throw ServicesFileError(path: path, line: nil, message: error.reason)
    }
    return try services(path, maximumInstances) { chunk throws(FileError) in try chunks.next(into: &chunk) }
  }

  /// Reads the text of a services file, which messages call `path`.
  ///
  /// - Throws: ``ServicesFileError`` with the line and what was expected there.
  package static func services(_ octets: [UInt8], path: String) throws(ServicesFileError) -> [String: ServiceSet] {
    var rest = octets
    return try services(path, InstanceLimit.usual) { chunk throws(FileError) in (chunk, rest) = (rest, []) }
  }

  private static func services(
    _ path: String, _ maximumInstances: Int, _ more: @escaping (inout [UInt8]) throws(FileError) -> Void
  ) throws(ServicesFileError) -> [String: ServiceSet] {
    do throws(JSONError) {
      return try ServicesFileReader.services(maximumInstances: maximumInstances, more)
    } catch {
      throw ServicesFileError(path: path, line: error.line, message: error.message)
    }
  }

  /// Reads the file again, whether or not it seems to have changed.
  public func reload() { reloads.request() }

  /// The file's services now and after each change; while the file has a mistake, what it said before.
  public func listing() -> AsyncStream<ListingEvent> {
    let watch = FileWatch(path)
    let (events, continuation) = AsyncStream.makeStream(of: ListingEvent.self, bufferingPolicy: .bufferingNewest(1))
    let task = Task { [self] in
      var lastProblem: ServicesFileError?
      if !handOverFirst(to: continuation) { await read(&lastProblem, into: continuation) }
      for await _ in reloads.merged(with: watch.changes) { await read(&lastProblem, into: continuation) }
    }
    continuation.onTermination = { _ in
      task.cancel()
      watch.stop()
    }
    return events
  }

  /// Gives what was read at first, if there is any and the file is still the same; whether it did.
  private func handOverFirst(to events: AsyncStream<ListingEvent>.Continuation) -> Bool {
    guard let first, let services = first.take(), first.stamp == FileStamp(path) else { return false }
    events.yield(.all(services))
    return true
  }

  private func read(_ lastProblem: inout ServicesFileError?, into events: AsyncStream<ListingEvent>.Continuation) async
  {
    do throws(ServicesFileError) {
      events.yield(.all(try await loadAgain()))
      lastProblem = nil
    } catch {
      if error != lastProblem {
        logger.error(
          "\(error); what it said before stays in service", metadata: ["file": "\(path)", "error": "\(error)"])
      }
      lastProblem = error
    }
  }

  /// Reads on a thread of its own: a large file takes seconds.
  private func loadAgain() async throws(ServicesFileError) -> [String: ServiceSet] {
    let result = await onThread { [path, maximumInstances] () -> Result<[String: ServiceSet], ServicesFileError> in
      Result { () throws(ServicesFileError) in try Self.load(path, maximumInstances: maximumInstances) }
    }
    return try result.get()
  }
}

/// What a services file said when it was read before anybody listened; given once.
private final class FirstReading: Sendable {
  private let services: Guarded<[String: ServiceSet]?>
  /// The file at that time; absent where there was none.
  let stamp: FileStamp?

  init(_ services: [String: ServiceSet], stamp: FileStamp?) {
    self.services = Guarded(services)
    self.stamp = stamp
  }

  func take() -> [String: ServiceSet]? { services.withLock { $0.take() } }
}
