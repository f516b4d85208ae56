internal import Discovery
internal import DNSWire
internal import ServiceIndex

/// What is to be answered, before it is encoded.
enum Answer {
  /// An RRset of the zone file.
  case fileRecords(StaticRRset)
  /// The addresses of a family that some instances have, rotated; so many.
  case addresses(AddressFamily, Subset, count: Int)
  /// One address; the leader's may be kept but shortly.
  case address(PublishedAddress, isLeader: Bool)
  /// The addresses of a family that the leader's host name stands for, rotated.
  case leaderAddresses(AddressFamily, PublishedHostName)
  /// The SRV records of some instances.
  case instances(Subset)
  /// The SRV record of the leader.
  case leader(PublishedSRV)
  /// The SRV record of one instance under its own name.
  case instance(PublishedSRV)
  /// The PTR records of some instances, RFC 6763 section 4.1.
  case instanceNames(Subset)
  /// The TXT record of one instance, RFC 6763 section 6.
  case text(PublishedSRV)
  /// The PTR records of all services, RFC 6763 section 9.
  case serviceTypes
  /// The PTR record of an address.
  case hostName(Address)
  /// The TXT record of what the server says about itself.
  case information
  /// The name exists, without records of this type (RFC 2308 section 2.2).
  case noData
  /// The same, since instances have host names with which it stands like this.
  case noAddresses(HostNameState)
  /// Nobody could say what the instances' host names stand for, and there is no other address: SERVFAIL, since a client that were told
  /// that there is none would keep that.
  case unresolved(HostNameState)
  /// The name does not exist (RFC 2308 section 2.1).
  case nameError
  /// Nobody can be asked whether there is such a service: SERVFAIL with Extended DNS Error 14.
  case notReady
  /// Has to wait until the service is watched.
  case waits

  /// Whether it has records of a service's instances.
  var isOfInstances: Bool {
    switch self {
    case .addresses, .address, .leaderAddresses, .instances, .leader, .instance, .instanceNames, .text: true
    case .fileRecords, .serviceTypes, .hostName, .information, .noData, .noAddresses, .unresolved, .nameError,
      .notReady, .waits:
      false
    }
  }
}
