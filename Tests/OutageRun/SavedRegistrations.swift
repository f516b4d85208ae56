import DiscoverdAgent
import Foundation
import TestSupport

/// The registrations that an agent has saved, which have to be those of one moment.
struct SavedRegistrations: Sendable {
  let file: ReplacedFile

  private struct Content: Decodable {
    let instances: [Row]
    struct Row: Decodable {
      let address: String
      let created: Int
    }
  }

  /// The numbers of the instances; absent where there are none.
  ///
  /// - Throws: `ProgramError` where the file is damaged, or has not those of one moment.
  func numbers() throws -> ClosedRange<Int>? {
    guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
    guard (try? RegistryFile([UInt8](data))) != nil, let content = try? JSONDecoder().decode(Content.self, from: data)
    else { throw ProgramError("a damaged file: \(data.count) octets") }
    let byAge = content.instances.sorted { $0.created < $1.created }
    guard Set(byAge.map(\.created)).count == byAge.count else { throw ProgramError("an age is given twice") }
    return try Self.range(byAge.map(\.address))
  }

  /// The numbers of addresses, the oldest first, which have to follow each other.
  static func range(_ addresses: [String]) throws -> ClosedRange<Int>? {
    let numbers = addresses.compactMap(RegistrationStream.number)
    guard let first = numbers.first else { return nil }
    let range = first...(first + numbers.count - 1)
    guard numbers == Array(range), numbers.count == addresses.count, numbers.count <= RegistrationStream.size + 1 else {
      throw ProgramError("no moment's registrations: \(numbers)")
    }
    return range
  }
}
