/// A text as the matcher sees it: units of the plain and of the canonical form, and words.
///
/// Keep one and let ``UnitAnalyzer`` refill it: its arrays keep their memory.
package struct UnitText: Sendable {
    /// The units of the folded text.
    package var plain: [UnitKey] = []
    /// The units after members of synonym classes were replaced by the heads.
    package var canonical: [UnitKey] = []
    /// The words that hold at least one unit, as half-open ranges of ``plain``.
    package var words: [Range<Int>] = []

    package init() {}

    mutating func removeAll() {
        plain.removeAll(keepingCapacity: true)
        canonical.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
    }
}
