import Tokenizer

/// What two texts have that the other lacks, particles aside and whatever the order.
struct UnitDifference {
    /// One of the two texts.
    struct Side {
        /// Its units without particles and signs.
        let units: [UnitKey]
        /// The places of ``units`` that the other text lacks, ascending.
        fileprivate(set) var places: [Int] = []

        /// The content among ``places``, if it is one stretch of the content of the text.
        func stretch(upTo longest: Int) -> [Int]? {
            let lexicon = ThingLexicon.shared
            let content = places.filter { lexicon.isContent(units[$0]) }
            guard let first = content.first, let last = content.last, content.count <= longest
            else { return nil }
            let between = (first...last).count { lexicon.isContent(units[$0]) }
            return between == content.count ? content : nil
        }
    }

    let left: Side
    let right: Side
    /// How many units both have; each counts as often as it occurs.
    let common: Int

    init(_ left: [UnitKey], _ right: [UnitKey]) {
        let lexicon = ThingLexicon.shared
        var one = Side(units: left.filter { !lexicon.isParticle($0) })
        var other = Side(units: right.filter { !lexicon.isParticle($0) })
        var isUsed = [Bool](repeating: false, count: other.units.count)
        for (place, unit) in one.units.enumerated() {
            let same = other.units.indices.first { !isUsed[$0] && other.units[$0] == unit }
            if let same {
                isUsed[same] = true
            } else {
                one.places.append(place)
            }
        }
        other.places = isUsed.indices.filter { !isUsed[$0] }
        common = one.units.count - one.places.count
        (self.left, self.right) = (one, other)
    }

    /// Whether units stand side by side in others.
    static func holds(_ units: [UnitKey], _ part: ArraySlice<UnitKey>) -> Bool {
        guard let first = part.first, units.count >= part.count else { return false }
        return (0...units.count - part.count).contains { start in
            units[start] == first && units[start..<start + part.count].elementsEqual(part)
        }
    }
}
