internal import ArgumentParser
internal import HostSystem
internal import LocalFiles
internal import Logging
internal import Piloted
internal import SettingsFile
internal import ZoneFile

/// Becoming a user without privileges once all ports are bound.
struct PrivilegeDrop {
  private let account: UserAccount
  private let setting: Setting

  /// Reads `--user NAME[:GROUP]`.
  ///
  /// - Throws: `ValidationError` where there is no such user.
  init(_ setting: Setting) throws {
    do throws(UserAccountError) {
      account = try UserAccount(setting.text)
    } catch {
      throw ValidationError("\(setting): \(error)")
    }
    self.setting = setting
  }

  /// Checks that this process can become the user.
  ///
  /// - Throws: `ValidationError` where only root could.
  func checkRight() throws {
    guard UserAccount.mayChange || account.isCurrent else {
      throw ValidationError("\(setting): only root can become another user; start as root, or as \(account.name)")
    }
  }

  /// Becomes the user, and looks whether that one can do what the server will have to.
  ///
  /// - Parameters:
  ///   - state: the folder for services and registrations, which has to be writable from the start.
  ///   - files: what is read again at SIGHUP; one that can't be is logged.
  ///   - logger: where that goes.
  /// - Throws: ``PrivilegeError`` with what the user can't do, or what the system refuses.
  func apply(state: String?, files: [String], logger: Logger) throws {
    do throws(UserAccountError) {
      if !account.isCurrent { try account.become() }
    } catch {
      throw PrivilegeError(description: "\(setting): \(error)")
    }
    try checkThreads()
    if let state, !mayUse(state, toWrite: true) {
      throw PrivilegeError(description: "\(setting): \(account.name) can't write into the state folder \(state)")
    }
    for path in files where !mayUse(path, toWrite: false) {
      logger.warning(
        "\(path) can't be read by \(account.name): at SIGHUP it stays as it is now", metadata: ["file": "\(path)"])
    }
  }

  /// Checks that all threads are the user, and in the same groups: the C library changes them one by one.
  ///
  /// - Throws: ``PrivilegeError`` where one is not, or where that can't be known.
  private func checkThreads() throws {
    let identities = Self.threads()
    guard !identities.isEmpty else {
      throw PrivilegeError(description: "\(setting): whether all threads are \(account.name) can't be read in /proc")
    }
    guard identities.count == 1, identities.allSatisfy({ $0.isOf(account) }) else {
      throw PrivilegeError(description: "\(setting): a thread has stayed another user, or in another group")
    }
  }

  /// Who the threads of this program are, each kind once; one that has ended meanwhile is nobody.
  private static func threads() -> Set<ThreadIdentity> {
    let threads = (try? LocalFile.names(inFolder: "/proc/self/task")) ?? []
    let statuses = threads.compactMap { try? LocalFile.read("/proc/self/task/\($0)/status", limit: 1 << 16) }
    return Set(statuses.compactMap { ThreadIdentity(status: String(decoding: $0, as: UTF8.self)) })
  }
}

/// Why the server does not run as the user that was asked for.
struct PrivilegeError: Error, CustomStringConvertible {
  let description: String
}

extension ServeSettings {
  /// What is read again at SIGHUP: zones, services files, containerpilot.json, what names resolvers, and the configuration file.
  var rereadFiles: [String] {
    let zoneFiles = zones.flatMap { path in [path] + ((try? Zone.files(at: path)) ?? []) }
    var pilot: [String] = []
    if case .file(let path)? = consul.containerPilot { pilot = [path] }
    return Set(zoneFiles + services + pilot + forward.files + (file.map { [$0.path] } ?? [])).sorted()
  }
}
