internal import Glibc
internal import LocalFiles

/// A host's files beneath one folder, so that tests have hosts of their own.
package struct HostFiles: Sendable {
  /// The folder that stands for `/`, without a slash at its end; empty for this host.
  private let root: String

  /// Files of resolvers are small; more of one than this is no such file.
  private static let maximumLength = 1 << 20

  /// The files of a host.
  ///
  /// - Parameter root: the folder that stands for `/`.
  package init(root: String = "/") { self.root = root.hasSuffix("/") ? String(root.dropLast()) : root }

  /// A file's text; absent where it can't be read.
  func text(_ path: String) -> String? {
    guard let octets = try? LocalFile.read(root + path, limit: Self.maximumLength) else { return nil }
    return String(decoding: octets, as: UTF8.self)
  }

  /// Whether there is something at a path.
  func exists(_ path: String) -> Bool { LocalFile.kind(root + path) != nil }

  /// The names in a folder, sorted; none where it can't be read.
  func names(in path: String) -> [String] { (try? LocalFile.names(inFolder: root + path)) ?? [] }

  /// What a symbolic link says; absent where there is none.
  func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe readlink(root + path, &buffer, buffer.count)
    guard length > 0 else { return nil }
    return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// A line of a file that says something.
struct FileLine: Sendable, Equatable {
  /// Counted from one.
  let number: Int
  let words: [String]
}

extension String {
  /// The lines with words on them, without what is behind one of `comments`.
  func wordLines(comments: Set<Character> = ["#"]) -> [FileLine] {
    split(omittingEmptySubsequences: false, whereSeparator: \.endsLine).enumerated().compactMap { index, line in
      let words = line.prefix { !comments.contains($0) }.split(whereSeparator: \.isWhitespace).map(String.init)
      return words.isEmpty ? nil : FileLine(number: index + 1, words: words)
    }
  }
}
