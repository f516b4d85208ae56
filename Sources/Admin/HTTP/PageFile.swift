internal import NIOCore

/// A file of the status page, which is part of the program.
struct PageFile: Sendable {
  let body: ByteBuffer
  /// What the answer's Content-Type says.
  let type: String

  /// The file at a path.
  static func at(_ path: String) -> PageFile? { files[path] }

  private static let files: [String: PageFile] = [
    "/": PageFile(PackageResources.status_html, "text/html; charset=utf-8"),
    "/status.css": PageFile(PackageResources.status_css, "text/css; charset=utf-8"),
    "/status.js": PageFile(PackageResources.status_js, "text/javascript; charset=utf-8"),
    "/status.svg": PageFile(PackageResources.status_svg, "image/svg+xml"),
  ]

  private init(_ octets: [UInt8], _ type: String) { (body, self.type) = (ByteBuffer(bytes: octets), type) }
}
