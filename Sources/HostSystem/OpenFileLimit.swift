internal import Glibc

/// Raises how many files and sockets this process may have open, as far as the system lets it.
///
/// - Parameter wanted: as many are wanted.
/// - Returns: as many may be open now, which may be more or less than wanted.
package func raiseOpenFileLimit(to wanted: Int) -> Int {
  var limit = rlimit()
  guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return lowestOpenFileLimit }
  let target = min(rlim_t(wanted), limit.rlim_max)
  if limit.rlim_cur < target {
    var raised = rlimit(rlim_cur: target, rlim_max: limit.rlim_max)
    if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
  }
  return Int(clamping: limit.rlim_cur)
}

/// What every process has at least where nothing is known: POSIX's `_POSIX_OPEN_MAX`.
private let lowestOpenFileLimit = 20
