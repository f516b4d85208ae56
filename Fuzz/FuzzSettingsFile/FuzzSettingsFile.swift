internal import FuzzSubjects

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe FuzzSubject.settingsFile.take(start, count)
}
