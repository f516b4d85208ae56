internal import ArgumentParser
internal import HostSystem
internal import LocalFiles
internal import Logging
internal import Piloted
internal import ZoneFile

/// Becoming a user without privileges once all ports are bound.
struct PrivilegeDrop {
  private let account: UserAccount
  private let setting: Setting

  /// Reads `--user NAME[:GROUP]`.
  ///
  /// - Throws: `ValidationError` where there is no such user, or where only root could become it.
  init(_ setting: Setting) throws {
    do throws(UserAccountError) {
      account = try UserAccount(setting.text)
    } catch {
      throw ValidationError("\(setting): \(error)")
    }
    guard UserAccount.mayChange || account.isCurrent else {
      throw ValidationError("\(setting): only root can become another user; start as root, or as \(account.name)")
    }
    self.setting = setting
  }

  /// Becomes the user, and looks whether that one can do what the server will have to.
  ///
  /// - Parameters:
  ///   - state: the agent's folder, which has to be writable from the start.
  ///   - files: what is read again at SIGHUP; one that can't be is logged.
  ///   - logger: where that goes.
  /// - Throws: ``PrivilegeError`` with what the user can't do, or what the system refuses.
  func apply(state: String?, files: [String], logger: Logger) throws {
    do throws(UserAccountError) {
      if !account.isCurrent { try account.become() }
    } catch {
      throw PrivilegeError(description: "\(setting): \(error)")
    }
    guard Self.threads(without: account.user).isEmpty else {
      throw PrivilegeError(description: "\(setting): a thread has stayed another user")
    }
    if let state, !mayUse(state, toWrite: true) {
      throw PrivilegeError(description: "\(setting): \(account.name) can't write into the state folder \(state)")
    }
    for path in files where !mayUse(path, toWrite: false) {
      logger.warning("\(path) can't be read by \(account.name): at SIGHUP it stays as it is now")
    }
  }

  /// The threads of this program that are another user by any of their four numbers.
  private static func threads(without user: UInt32) -> [String] {
    let threads = (try? LocalFile.names(inFolder: "/proc/self/task")) ?? []
    return threads.filter { $0 != "." && $0 != ".." }.filter { thread in
      // One that has ended meanwhile is nobody.
      guard let status = try? LocalFile.read("/proc/self/task/\(thread)/status", limit: 1 << 16) else { return false }
      let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("Uid:") }
      return line?.split(whereSeparator: \.isWhitespace).dropFirst().contains { $0 != "\(user)" } ?? false
    }
  }
}

/// Why the server does not run as the user that was asked for.
struct PrivilegeError: Error, CustomStringConvertible {
  let description: String
}

extension ServeSettings {
  /// What is read again at SIGHUP: zones, services files and containerpilot.json.
  var rereadFiles: [String] {
    let zoneFiles = zones.flatMap { path in [path] + ((try? Zone.files(at: path)) ?? []) }
    var pilot: [String] = []
    if case .file(let path)? = consul.containerPilot { pilot = [path] }
    return Set(zoneFiles + services + pilot).sorted()
  }
}
