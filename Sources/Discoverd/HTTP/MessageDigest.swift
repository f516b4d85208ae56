internal import CLibcrypto

/// Digests out of libcrypto.
enum MessageDigest {
  /// The MD5 of a text in lower-case hexadecimal digits: version 2 names instances by it. It is no seal.
  static func md5(_ text: String) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let octets = Array(text.utf8)
    // A null engine means libcrypto's own MD5; the digest has room for the longest there is.
    let status = unsafe EVP_Digest(octets, octets.count, &digest, &length, EVP_md5(), nil)
    precondition(status == 1, "libcrypto has no MD5")
    return digest.prefix(Int(length)).map { octet in
      String(octet >> 4, radix: 16) + String(octet & 15, radix: 16)
    }.joined()
  }
}
