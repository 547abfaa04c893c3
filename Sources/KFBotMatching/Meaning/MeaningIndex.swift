/// The vectors of an index's phrasings: what is near a query though it shares no word with it (语义).
///
/// Immutable, and made beside a ``MatchIndex``. Texts whose vectors are not there yet are matched by their characters
/// alone.
public final class MeaningIndex: Sendable {
    /// The phrasings of one segment.
    private struct Part {
        let segment: IndexSegment
        let scan: VectorScan
        /// The texts without a vector.
        let missing: [String]
    }

    private let rows: any TextVectorRows
    private let parts: [Part]
    /// How near phrasings of different entries are.
    public let nearness: BaseNearness

    /// Looks up the vectors of an index's phrasings.
    ///
    /// - Parameters:
    ///   - index: The index.
    ///   - rows: The vectors.
    ///   - known: The same for an earlier state of the index and the same vectors; what did not change is taken over.
    ///   - nearness: That of the whole base, where the index is an excerpt of it.
    ///   - number: The number of a text's vector; `nil` if there is none yet.
    public init(
        of index: MatchIndex,
        in rows: any TextVectorRows,
        updating known: MeaningIndex? = nil,
        nearness: BaseNearness? = nil,
        number: (String) -> UInt32?
    ) {
        self.rows = rows
        parts = index.segments.map { segment in
            if let part = known?.parts.first(where: { $0.segment === segment && $0.missing.isEmpty }
            ) {
                return part
            }
            var missing: [String] = []
            let view = segment.view
            let numbers = (0..<view.phrasingCount).map { phrasing in
                let text = view.text(ofPhrasing: phrasing)
                if let number = number(text) { return number }
                missing.append(text)
                return VectorScan.none
            }
            return Part(
                segment: segment,
                scan: VectorScan(numbers, in: rows),
                missing: missing
            )
        }
        if let nearness {
            self.nearness = nearness
        } else if let known, let part = known.parts.first, part.segment === parts.first?.segment,
            part.missing.count == parts.first?.missing.count
        {
            // Edits change little of it.
            self.nearness = known.nearness
        } else if let part = parts.first {
            let entries = part.segment.view.entryOfPhrasing
            self.nearness = part.scan.nearness { entries[$0] == entries[$1] }
        } else {
            self.nearness = .usual
        }
    }

    /// The phrasings without a vector.
    public var missingTexts: [String] { parts.flatMap(\.missing) }

    /// The phrasings nearest to a vector, nearest first.
    func nearest(
        to vector: TextVector,
        count: Int,
        where filter: EntryFilter
    ) -> [(location: PhrasingLocation, cosine: Double)] {
        var found: [(location: PhrasingLocation, cosine: Double)] = []
        for (place, part) in parts.enumerated() {
            let (view, isOpen) = (part.segment.view, filter.isOpen(place))
            let hits = part.scan.nearest(to: vector, count: count) {
                isOpen || filter.admits(Int(view.entryOfPhrasing[$0]), of: place)
            }
            found += hits.map {
                (PhrasingLocation(segment: place, phrasing: $0.place), $0.cosine)
            }
        }
        guard parts.count > 1 else { return found }
        let order = found.indices.sorted {
            found[$0].cosine == found[$1].cosine ? $0 < $1 : found[$0].cosine > found[$1].cosine
        }
        return order.prefix(count).map { found[$0] }
    }

    /// The phrasing of an entry that is nearest to a vector; `nil` if none has a vector.
    func nearest(
        to vector: TextVector,
        ofEntry record: IndexSegment.EntryRecord,
        in segment: Int
    ) -> (phrasing: Int, cosine: Double)? {
        var best: (phrasing: Int, cosine: Double)?
        let first = Int(record.firstPhrasing)
        let numbers = parts[segment].scan.numbers
        for phrasing in first..<first + Int(record.phrasingCount)
        where numbers[phrasing] != VectorScan.none {
            let cosine = rows.cosine(vector, numbers[phrasing])
            if cosine > best?.cosine ?? -2 { best = (phrasing, cosine) }
        }
        return best
    }
}

/// A query's vector, with the vectors that it is compared with.
public struct QueryMeaning: Sendable {
    /// The query's vector, by the encoder that made the others.
    public let vector: TextVector
    /// The vectors of the base's phrasings.
    public let index: MeaningIndex

    /// Puts both together.
    public init(_ vector: TextVector, in index: MeaningIndex) {
        self.vector = vector
        self.index = index
    }
}
