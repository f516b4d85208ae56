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
  private let logger: Logger
  private let reloads: Reloads

  /// The largest file, in octets: two million rows of usual length.
  static let maximumLength = 512 << 20

  /// A source of the file at `path`, which has been read once without error.
  public init(path: String, logger: Logger) {
    self.path = path
    self.logger = logger
    reloads = Reloads()
  }

  /// What log lines call it.
  public var name: String { "services file \(path)" }

  /// Reads a services file.
  ///
  /// - Throws: ``ServicesFileError`` with the line and what was expected there.
  public static func load(_ path: String) throws(ServicesFileError) -> [String: ServiceSet] {
    let octets: [UInt8]
    do throws(FileError) {
      octets = try LocalFile.read(path, limit: maximumLength)
    } catch {
      throw ServicesFileError(path: path, line: nil, message: error.reason)
    }
    return try services(octets, path: path)
  }

  /// Reads the text of a services file, which messages call `path`.
  ///
  /// - Throws: ``ServicesFileError`` with the line and what was expected there.
  package static func services(_ octets: [UInt8], path: String) throws(ServicesFileError) -> [String: ServiceSet] {
    do throws(JSONError) {
      return try ServicesFileReader.services(octets)
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
      read(&lastProblem, into: continuation)
      for await _ in reloads.merged(with: watch.changes) { read(&lastProblem, into: continuation) }
    }
    continuation.onTermination = { _ in
      task.cancel()
      watch.stop()
    }
    return events
  }

  private func read(_ lastProblem: inout ServicesFileError?, into events: AsyncStream<ListingEvent>.Continuation) {
    do throws(ServicesFileError) {
      events.yield(.all(try Self.load(path)))
      lastProblem = nil
    } catch {
      if error != lastProblem {
        logger.error(
          "\(error); what it said before stays in service", metadata: ["file": "\(path)", "error": "\(error)"])
      }
      lastProblem = error
    }
  }
}

/// What is wrong with a services file, and where.
public struct ServicesFileError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The line; absent where the whole file is meant.
  public let line: Int?
  /// What was expected.
  public let message: String

  /// `FILE:LINE: message`.
  public var description: String { line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)" }
}

/// Wishes to read again, as a stream that one listing follows.
private final class Reloads: Sendable {
  private let current = Guarded<AsyncStream<Void>.Continuation?>(nil)

  func request() { current.withLock { _ = $0?.yield() } }

  /// The wishes and the file's changes together; several before one is seen count as one.
  func merged(with changes: AsyncStream<Void>) -> AsyncStream<Void> {
    let (wishes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    current.withLock { $0 = continuation }
    let task = Task { for await _ in changes { continuation.yield() } }
    continuation.onTermination = { _ in task.cancel() }
    return wishes
  }
}
