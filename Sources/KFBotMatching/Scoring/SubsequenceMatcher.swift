/// The longest common subsequence with a query of at most 64 units, a machine word at a time.
///
/// - SeeAlso: Hyyrö (2004), "Bit-parallel LCS-length computation revisited".
struct SubsequenceMatcher {
    private var state = ~UInt64(0)

    /// Takes the next unit of the other sequence: a bit for each place of the query that holds it.
    @inline(__always)
    mutating func step(_ mask: UInt64) {
        let hit = state & mask
        state = (state &+ hit) | (state &- hit)
    }

    /// The length so far.
    var length: Int { (~state).nonzeroBitCount }
}
