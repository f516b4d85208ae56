internal import SettingsFile

/// What a configuration file may have: the flags of `serve`, but for the one that names the file.
enum ServeKeys {
  static let all: [SettingKey] = [
    SettingKey("listen", .list),
    SettingKey("zones", .list, paths: .all),
    SettingKey("discoverd", .list),
    SettingKey("discoverd-api", .text),
    SettingKey("containerpilot", .text, paths: .all),
    SettingKey("consul", .text),
    SettingKey("consul-all", .truth),
    SettingKey("consul-passing", .truth),
    SettingKey("srv-priority", .list),
    SettingKey("services", .list, paths: .all),
    SettingKey("watch", .list),
    SettingKey("watch-only", .truth),
    SettingKey("agent", .text),
    SettingKey("no-agent", .truth),
    SettingKey("forward", .list, paths: .withSlash),
    SettingKey("forward-zone", .list),
    SettingKey("forward-cache", .text),
    SettingKey("trust-ad", .truth),
    SettingKey("allow", .list),
    SettingKey("user", .text),
    SettingKey("state", .text, paths: .all),
    SettingKey("max-stale", .text),
    SettingKey("empty-grace", .text),
    SettingKey("admin", .text),
    SettingKey("admin-anywhere", .truth),
    SettingKey("identity", .text),
    SettingKey("hide-version", .truth),
    SettingKey("workers", .text),
    SettingKey("rate-limit", .text),
    SettingKey("log-level", .text),
    SettingKey("log-format", .text),
    SettingKey("log-queries", .text),
  ]
}
