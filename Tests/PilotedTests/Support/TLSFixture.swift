import Foundation
import NIOSSL

@testable import Piloted

/// The path of a certificate or key among the fixtures, such as `client.pem`.
func tlsFile(_ name: String) -> String {
  Bundle.module.resourceURL?.appendingPathComponent("Fixtures/tls/\(name)").path ?? name
}

/// How an agent shows itself over TLS.
struct FakeTLS: Sendable {
  /// The certificate, as the fixtures name it.
  var server = "server"
  /// Whether a client's certificate is demanded.
  var demands = false
  /// The newest version it speaks.
  var version = TLSVersion.tlsv13

  var context: NIOSSLContext {
    get throws {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(tlsFile("\(server).pem")).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: tlsFile("\(server).key"), format: .pem)))
      configuration.maximumTLSVersion = version
      configuration.trustRoots = .file(tlsFile("authority.pem"))
      configuration.certificateVerification = demands ? .noHostnameVerification : .none
      return try NIOSSLContext(configuration: configuration)
    }
  }
}

/// A folder that is gone with it.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/piloted-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file; its path.
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    return "\(path)/\(name)"
  }
}
