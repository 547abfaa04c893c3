import CVectors

/// The vectors nearest to another one, among some.
///
/// Up to ``exactCount`` vectors all products are made. Beyond that one bit a number says which vectors are worth a
/// product: whether it is above the mean of all vectors there, since those of one encoder lie close together.
package final class VectorScan: Sendable {
    /// A vector with its nearness.
    package struct Hit: Equatable {
        /// Its place among the vectors.
        package let place: Int
        package let cosine: Double
    }

    private let rows: any TextVectorRows
    /// The number of each vector; `none` where there is none yet.
    let numbers: [UInt32]
    private let mean: [Float]
    private let bits: [UInt64]
    private let wordCount: Int

    /// Stands for a text without a vector.
    package static let none = UInt32.max
    /// So many vectors take 0.4 ms to compare with.
    private static let exactCount = 12_000
    /// The least share of vectors, and number of them, whose products are made after their bits.
    private static let (leastShare, leastCount) = (0.004, 600)

    package init(_ numbers: [UInt32], in rows: any TextVectorRows) {
        self.rows = rows
        self.numbers = numbers
        let dimension = rows.dimension
        wordCount = (dimension + 63) / 64
        guard numbers.count > Self.exactCount else {
            (mean, bits) = ([], [])
            return
        }
        var sums = [Double](repeating: 0, count: dimension)
        var count = 0.0
        // A tenth of them says where the middle is.
        for number in numbers where number != Self.none && number % 10 == 0 {
            let (row, scale) = (rows.row(number), Double(rows.scale(number)))
            for place in 0..<dimension { sums[place] += Double(row[place]) * scale }
            count += 1
        }
        let mean = sums.map { Float($0 / max(count, 1)) }
        var bits = [UInt64](repeating: 0, count: numbers.count * wordCount)
        for (place, number) in numbers.enumerated() where number != Self.none {
            let (row, scale) = (rows.row(number), rows.scale(number))
            for index in 0..<dimension where Float(row[index]) * scale > mean[index] {
                bits[place * wordCount + index >> 6] |= 1 << UInt64(index & 63)
            }
        }
        self.mean = mean
        self.bits = bits
    }

    /// The nearest vectors, nearest first; equal ones in the order of their places.
    ///
    /// - Parameters:
    ///   - vector: What they are near to.
    ///   - count: How many, at most.
    ///   - admits: Whether a place counts.
    /// - Returns: The vectors with their cosines.
    package func nearest(
        to vector: TextVector,
        count: Int,
        where admits: (Int) -> Bool
    ) -> [Hit] {
        var hits: [Hit] = []
        hits.reserveCapacity(count + 1)
        var least = -Double.infinity
        func offer(_ place: Int) {
            let cosine = rows.cosine(vector, numbers[place])
            guard hits.count < count || cosine > least else { return }
            let before = hits.lastIndex { $0.cosine >= cosine }.map { $0 + 1 } ?? 0
            hits.insert(Hit(place: place, cosine: cosine), at: before)
            if hits.count > count { hits.removeLast() }
            if hits.count == count { least = hits[count - 1].cosine }
        }
        if bits.isEmpty {
            for place in numbers.indices where numbers[place] != Self.none && admits(place) {
                offer(place)
            }
        } else {
            for place in likely(vector, where: admits) { offer(place) }
        }
        return hits
    }

    /// So many vectors say how near those of different entries are.
    private static let sampleCount = 200

    /// How near vectors of different entries are to each other.
    package func nearness(isSameEntry: (_ place: Int, _ other: Int) -> Bool) -> BaseNearness {
        let step = max(1, numbers.count / Self.sampleCount)
        return BaseNearness(
            stride(from: 0, to: numbers.count, by: step).compactMap { place in
                guard numbers[place] != Self.none else { return nil }
                return nearest(to: TextVector(of: numbers[place], in: rows), count: 1) {
                    !isSameEntry($0, place)
                }.first?.cosine
            }
        )
    }

    /// The places whose bits differ least, in ascending order.
    private func likely(_ vector: TextVector, where admits: (Int) -> Bool) -> [Int] {
        var own = [UInt64](repeating: 0, count: wordCount)
        for index in 0..<rows.dimension
        where Float(vector.bytes[index]) * vector.scale > mean[index] {
            own[index >> 6] |= 1 << UInt64(index & 63)
        }
        let wanted = max(Self.leastCount, Int(Double(numbers.count) * Self.leastShare))
        var counts = [Int](repeating: 0, count: wordCount * 64 + 1)
        let differences = [UInt16](unsafeUninitializedCapacity: numbers.count) { buffer, filled in
            own.withUnsafeBufferPointer { own in
                bits.withUnsafeBufferPointer { bits in
                    guard let left = own.baseAddress, var right = bits.baseAddress else { return }
                    for place in numbers.indices {
                        let difference = kfvec_hamming(left, right, wordCount)
                        buffer[place] = UInt16(difference)
                        counts[Int(difference)] += 1
                        right += wordCount
                    }
                    filled = numbers.count
                }
            }
        }
        var (limit, sum) = (0, counts[0])
        while sum < wanted, limit + 1 < counts.count {
            limit += 1
            sum += counts[limit]
        }
        return numbers.indices.filter {
            Int(differences[$0]) <= limit && numbers[$0] != Self.none && admits($0)
        }
    }
}
