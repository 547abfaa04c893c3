/// Queries of about the same confidence, for the calibration plot (校准图).
public struct ReliabilityBin: Hashable, Sendable, Encodable {
    /// The least confidence of the bin.
    ///
    /// The bin ends below 0.1 more; only the last one includes its end, 1.
    public let from: Double
    /// How many queries the bin holds.
    public let count: Int
    /// Their mean confidence; 0 for an empty bin.
    public let meanConfidence: Double
    /// The share of queries whose first candidate is right; 0 for an empty bin.
    public let shareRight: Double

    private enum CodingKeys: String, CodingKey {
        case from
        case count
        case meanConfidence = "mean_confidence"
        case shareRight = "share_right"
    }

    /// Sorts results into ten bins of equal width, as the expected calibration error does.
    public static func bins(_ results: [(confidence: Double, isRight: Bool)]) -> [ReliabilityBin] {
        var sums = [(confidence: Double, right: Int, count: Int)](repeating: (0, 0, 0), count: 10)
        for result in results {
            let place = min(max(Int(result.confidence * 10), 0), 9)
            sums[place].confidence += result.confidence
            sums[place].right += result.isRight ? 1 : 0
            sums[place].count += 1
        }
        return sums.enumerated().map { place, sum in
            ReliabilityBin(
                from: Double(place) / 10,
                count: sum.count,
                meanConfidence: sum.count == 0 ? 0 : sum.confidence / Double(sum.count),
                shareRight: sum.count == 0 ? 0 : Double(sum.right) / Double(sum.count)
            )
        }
    }
}
