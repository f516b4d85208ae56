internal import LocalFiles
internal import NIOSSL

extension ConsulTLS {
  /// Octets of the largest file of certificates or keys.
  private static let maximumFileLength = 16 << 20

  /// The settings in NIO's form, with all files read.
  ///
  /// - Throws: ``ConsulSettingsError/file(_:_:)`` where one of them can't be used.
  func configuration() throws(ConsulSettingsError) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if !isVerified { configuration.certificateVerification = .none }
    if let authorities = try authorities() { configuration.trustRoots = .certificates(authorities) }
    if let certificate, let key {
      configuration.certificateChain = try Self.certificates(certificate).map { .certificate($0) }
      configuration.privateKey = .privateKey(
        try Self.load(key) { try NIOSSLPrivateKey(bytes: $0, format: .pem) })
      try Self.check(configuration, key)
    }
    return configuration
  }

  /// The authorities to trust; none where the system's are. A file goes before a folder, of which every file counts.
  private func authorities() throws(ConsulSettingsError) -> [NIOSSLCertificate]? {
    if let authoritiesFile { return try Self.certificates(authoritiesFile) }
    guard let folder = authoritiesFolder else { return nil }
    var certificates: [NIOSSLCertificate] = []
    for name in try Self.names(folder) where LocalFile.kind("\(folder)/\(name)") == .file {
      certificates += try Self.certificates("\(folder)/\(name)")
    }
    guard !certificates.isEmpty else { throw .file(folder, "expected files with certificates") }
    return certificates
  }

  private static func names(_ folder: String) throws(ConsulSettingsError) -> [String] {
    do throws(FileError) { return try LocalFile.names(inFolder: folder) } catch { throw .file(folder, error.reason) }
  }

  private static func certificates(_ path: String) throws(ConsulSettingsError) -> [NIOSSLCertificate] {
    let certificates = try load(path) { try NIOSSLCertificate.fromPEMBytes($0) }
    guard !certificates.isEmpty else { throw .file(path, "expected PEM certificates") }
    return certificates
  }

  private static func load<Value>(
    _ path: String, _ read: ([UInt8]) throws -> Value
  ) throws(ConsulSettingsError) -> Value {
    let octets: [UInt8]
    do throws(FileError) { octets = try LocalFile.read(path, limit: maximumFileLength) } catch {
      throw .file(path, error.reason)
    }
    do { return try read(octets) } catch { throw .file(path, "expected PEM certificates or a PEM key") }
  }

  /// A key that is not the certificate's shows only when both are put to use.
  private static func check(_ configuration: TLSConfiguration, _ key: String) throws(ConsulSettingsError) {
    do { _ = try NIOSSLContext(configuration: configuration) } catch {
      throw .file(key, "expected the key of the client's certificate")
    }
  }
}
