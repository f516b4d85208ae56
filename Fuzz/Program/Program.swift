internal import FuzzSubjects
internal import Glibc

/// The subject that the environment names.
private let subject = {
  let name = unsafe getenv("FUZZ_SUBJECT").map { unsafe String(cString: $0) }
  guard let subject = FuzzSubject.all.first(where: { $0.name == name }) else {
    fatalError("FUZZ_SUBJECT has to be one of \(FuzzSubject.all.map(\.name))")
  }
  return subject
}()

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { unsafe subject.take(start, count) }
