internal import Glibc

/// Starts a thread that runs `body` and ends with it. For what waits in the kernel: a Swift task that waits there would keep a
/// thread of the common pool from all others.
package func startThread(_ body: @escaping @Sendable () -> Void) {
  // The thread takes over the one reference that is retained here.
  let context = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
  var thread = pthread_t()
  let status = unsafe pthread_create(&thread, nil, threadEntry, context)
  precondition(status == 0, "the system starts no thread: error \(status)")
  pthread_detach(thread)
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private nonisolated func threadEntry(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
  return nil
}

/// Runs `body`, which waits in the kernel, on a thread of its own, and waits for its result without keeping a thread of the common pool.
package func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in startThread { continuation.resume(returning: body()) } }
}
