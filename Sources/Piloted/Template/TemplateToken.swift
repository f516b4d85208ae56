/// A piece of a template as written.
struct TemplateToken: Equatable {
  enum Kind: Equatable {
    /// Octets of the file that are put out as they are.
    case plain(Range<Int>)
    /// `{{`
    case open
    /// `}}`
    case close
    /// `.NAME`, without the dot.
    case field(String)
    /// `.`
    case dot
    /// `$NAME`, with the dollar.
    case variable(String)
    /// A function or a keyword.
    case word(String)
    case text(String)
    case integer(Int)
    case real(Double)
    /// One of `|`, `(`, `)`, `,`, `:=`, `=`.
    case mark(String)
    /// The end of the file.
    case end
  }

  let kind: Kind
  /// Where it begins in the file.
  let offset: Int
  /// Whether white space stands before it: `.A.B` is one operand, `.A .B` are two.
  let isSpaced: Bool

  /// What it is, for a message.
  var found: String {
    switch kind {
    case .plain: "text"
    case .open: "'{{'"
    case .close: "'}}'"
    case .field(let name): "'.\(name)'"
    case .dot: "'.'"
    case .variable(let name), .word(let name), .mark(let name): "'\(name)'"
    case .text: "a string"
    case .integer, .real: "a number"
    case .end: "the end of the text"
    }
  }
}
