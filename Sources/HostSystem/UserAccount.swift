internal import Glibc

/// A user of this host, with a group, that a program can become for good.
package struct UserAccount: Sendable, Equatable {
  package let name: String
  package let user: UInt32
  package let group: UInt32

  /// Entries of users are short; groups with more than this many octets of members are not read.
  private static let entryLength = 1 << 16

  /// Looks up a user, and a group beside the user's own.
  ///
  /// - Parameter text: `NAME` or `NAME:GROUP`, each also as a number that has a name.
  /// - Throws: ``UserAccountError`` where there is no such user or group.
  package init(_ text: String) throws(UserAccountError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let entry = Self.user(parts[0]) else { throw .unknownUser(parts[0]) }
    (name, user) = (entry.name, entry.user)
    guard parts.count == 2 else {
      group = entry.group
      return
    }
    guard let group = Self.group(parts[1]) else { throw .unknownGroup(parts[1]) }
    self.group = group
  }

  /// Whether this program is that user already.
  package var isCurrent: Bool { getuid() == user && geteuid() == user && getegid() == group }

  /// Whether this program may become another user.
  package static var mayChange: Bool { geteuid() == 0 }

  /// Makes all threads of this program that user's, with that user's groups, for good.
  ///
  /// - Throws: ``UserAccountError`` where the system refuses, or where there is a way back.
  package func become() throws(UserAccountError) {
    guard unsafe initgroups(name, group) == 0 else { throw .refused("initgroups", errno) }
    guard setgid(group) == 0 else { throw .refused("setgid", errno) }
    guard setuid(user) == 0 else { throw .refused("setuid", errno) }
    guard getuid() == user, geteuid() == user, getgid() == group, getegid() == group else { throw .reversible }
    guard user == 0 || setuid(0) != 0 && seteuid(0) != 0 else { throw .reversible }
  }

  private static func user(_ text: String) -> (name: String, user: UInt32, group: UInt32)? {
    var (entry, found) = unsafe (passwd(), UnsafeMutablePointer<passwd>?.none)
    var buffer = [CChar](repeating: 0, count: entryLength)
    var status = unsafe getpwnam_r(text, &entry, &buffer, buffer.count, &found)
    if unsafe status == 0 && found == nil, let number = UInt32(text) {
      status = unsafe getpwuid_r(number, &entry, &buffer, buffer.count, &found)
    }
    guard unsafe status == 0 && found != nil, let name = unsafe entry.pw_name else { return nil }
    return unsafe (String(cString: name), entry.pw_uid, entry.pw_gid)
  }

  private static func group(_ text: String) -> UInt32? {
    var (entry, found) = unsafe (Glibc.group(), UnsafeMutablePointer<Glibc.group>?.none)
    var buffer = [CChar](repeating: 0, count: entryLength)
    var status = unsafe getgrnam_r(text, &entry, &buffer, buffer.count, &found)
    if unsafe status == 0 && found == nil, let number = UInt32(text) {
      status = unsafe getgrgid_r(number, &entry, &buffer, buffer.count, &found)
    }
    return unsafe status == 0 && found != nil ? entry.gr_gid : nil
  }
}

/// Why a program does not become another user.
package enum UserAccountError: Error, Equatable, CustomStringConvertible {
  case unknownUser(String)
  case unknownGroup(String)
  /// A call and the system's reason.
  case refused(String, CInt)
  /// The program could become root again.
  case reversible

  package var description: String {
    switch self {
    case .unknownUser(let name): "there is no user '\(name)'"
    case .unknownGroup(let name): "there is no group '\(name)'"
    case .refused(let call, let reason): "\(call): \(systemMessage(reason))"
    case .reversible: "the system lets this program take its privileges back"
    }
  }
}

/// Whether this program may do something with a file, as its user: read it, or write into a folder.
package func mayUse(_ path: String, toWrite: Bool) -> Bool { unsafe access(path, toWrite ? W_OK | X_OK : R_OK) == 0 }
