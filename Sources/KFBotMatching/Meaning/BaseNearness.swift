/// How near phrasings of different entries of a base are to each other: what "near" means there.
///
/// Among near twins a cosine says less than among entries on different things, and each encoder has a scale of its own.
public struct BaseNearness: Hashable, Sendable {
    /// The mean cosine of a phrasing and the nearest one of another entry.
    public let mean: Double
    /// Its standard deviation, at least 0.005.
    public let deviation: Double

    /// For a base that is too small to say: what five bases of kb-samples have on average with multilingual-e5-small.
    static let usual = BaseNearness(mean: 0.93, deviation: 0.022)
    /// So many phrasings say what is usual in a base.
    private static let leastCount = 20

    /// Creates a measure.
    public init(mean: Double, deviation: Double) {
        self.mean = mean
        self.deviation = max(deviation, 0.005)
    }

    /// Measures cosines of phrasings with the nearest phrasing of another entry.
    init(_ cosines: [Double]) {
        guard cosines.count >= Self.leastCount else {
            self = .usual
            return
        }
        let mean = cosines.reduce(0, +) / Double(cosines.count)
        let square = cosines.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(cosines.count)
        self.init(mean: mean, deviation: square.squareRoot())
    }

    /// How many deviations a cosine is above the mean.
    func standing(of cosine: Double) -> Double { (cosine - mean) / deviation }
}
