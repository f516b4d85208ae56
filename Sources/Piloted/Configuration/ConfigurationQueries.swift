extension ContainerPilotConfiguration {
  /// What Consul is asked for.
  public func queries(isPassingOnly: Bool) -> [HealthQuery] {
    backends.map {
      HealthQuery($0.name, tag: $0.tag, datacenter: $0.datacenter, isPassingOnly: isPassingOnly)
    }
  }
}

extension ConsulSettings {
  /// Settings as a configuration says them, under those of the environment, which win; without either the agent of this host. The
  /// server's certificate is verified unless the configuration says in so many words that it is not.
  ///
  /// - Throws: ``ConsulSettingsError``.
  public init(_ setting: ConsulSetting?, variables: [String: String]) throws(ConsulSettingsError) {
    let environment = variables["CONSUL_HTTP_ADDR"].flatMap { $0.isEmpty ? nil : $0 }
    try self.init(address: setting?.url ?? environment, variables: [:])
    if let setting { (token, tls) = (setting.token, ConsulTLS(setting.tls)) }
    if setting?.scheme == .https { address.isSecure = true }
    try take(variables)
  }
}

extension ConsulSetting {
  /// The address with its scheme.
  fileprivate var url: String? { address.map { (scheme.map { "\($0.rawValue)://" } ?? "") + $0 } }
}

extension ConsulTLS {
  fileprivate init(_ setting: ConsulSetting.TLS) {
    self.init()
    authoritiesFile = setting.certificateAuthorityFile
    authoritiesFolder = setting.certificateAuthorityFolder
    (certificate, key) = (setting.clientCertificate, setting.clientKey)
    serverName = setting.serverName
    isVerified = setting.verify ?? true
  }
}
