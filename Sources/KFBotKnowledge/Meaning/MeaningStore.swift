import Foundation
public import KFBotMatching
import KFBotModel
public import SentenceEncoder
import Synchronization

/// The vectors of a workspace's texts: makes them, keeps them, and remembers those of recent questions.
///
/// Safe to use from any thread.
public final class MeaningStore: Sendable {
    /// Makes vectors of texts.
    public typealias Encode = @Sendable (_ texts: [String], _ role: TextRole) throws -> [[Float]]

    private let encode: Encode
    fileprivate let file: VectorFile
    private let recent = Mutex(RecentVectors())

    /// So many texts are encoded at once.
    private static let batch = 64

    /// Opens the vectors of a workspace.
    ///
    /// - Parameters:
    ///   - directory: The workspace's directory.
    ///   - fingerprint: The encoder's; each has a file of its own.
    ///   - dimension: How many numbers its vectors have.
    ///   - encode: Makes vectors; called from any thread.
    /// - Throws: If the file cannot be opened.
    public init(
        directory: String,
        fingerprint: String,
        dimension: Int,
        encode: @escaping Encode
    ) throws {
        self.encode = encode
        file = try VectorFile(
            directory: directory,
            fingerprint: fingerprint,
            dimension: dimension
        )
    }

    /// Opens the vectors that a model in this process makes.
    public convenience init(directory: String, model: EncoderModel) throws {
        try self.init(
            directory: directory,
            fingerprint: model.fingerprint,
            dimension: model.dimension
        ) { model.encode($0, as: $1) }
    }

    /// Whether a workspace has vectors of a model.
    public static func exists(in directory: String, for model: EncoderModel) -> Bool {
        FileManager.default.fileExists(
            atPath: VectorFile.path(in: directory, fingerprint: model.fingerprint)
        )
    }

    /// How many vectors there are.
    var count: Int { get throws { try file.count() } }

    /// The path of the file.
    public var path: String { file.path }

    /// The vector of a question; `nil` if it cannot be made.
    func vector(of question: String) -> TextVector? {
        if let known = recent.withLock({ $0[question] }) { return known }
        guard let made = try? encode([question], .query).first else { return nil }
        let vector = TextVector(made)
        recent.withLock { $0[question] = vector }
        return vector
    }

    /// A question's vector beside those of a base; `nil` where its words alone decide.
    func meaning(of question: String, for matcher: Matcher, in index: MeaningIndex) -> QueryMeaning?
    {
        guard matcher.asksMeaning(of: question), let vector = vector(of: question) else {
            return nil
        }
        return QueryMeaning(vector, in: index)
    }

    /// A question's vector beside those of a snapshot's phrasings; `nil` where its words alone decide.
    public func meaning(
        of question: String,
        for snapshot: KnowledgeMatcher.Snapshot
    ) -> QueryMeaning? {
        snapshot.meaning.flatMap { meaning(of: question, for: snapshot.matcher, in: $0) }
    }

    /// Makes the vectors that texts lack; what was made is kept if it is interrupted.
    ///
    /// - Parameters:
    ///   - texts: Phrasings.
    ///   - progress: Is told after each batch how many of how many are made; `false` stops.
    /// - Throws: If a vector cannot be made or stored.
    public func add(
        _ texts: some Sequence<String>,
        progress: (_ made: Int, _ count: Int) -> Bool = { _, _ in true }
    ) throws {
        let missing = try file.missing(texts)
        var start = 0
        while start < missing.count {
            let part = Array(missing[start..<min(start + Self.batch, missing.count)])
            let made = try encode(part, .query)
            try file.append(zip(part, made).map { ($0, TextVector($1)) })
            start += part.count
            guard progress(start, missing.count) else { return }
        }
    }

    /// The vectors of an index's phrasings; `nil` if the file cannot be read.
    func index(
        of index: MatchIndex,
        updating known: MeaningIndex? = nil,
        nearness: BaseNearness? = nil
    ) -> MeaningIndex? {
        guard let found = try? file.snapshot() else { return nil }
        return MeaningIndex(
            of: index,
            in: found.rows,
            updating: known,
            nearness: nearness,
            number: found.number
        )
    }
}

/// Which phrasing of a stored revision has which vector.
final class StoredMeaning: Sendable {
    let revision: Int
    /// How many vectors the file had.
    let count: Int
    /// The phrasings without a vector, as many as are worth knowing.
    let missing: [String]
    let nearness: BaseNearness
    private let scan: VectorScan
    private let owners: [(entry: Int64, ordinal: Int32)]

    /// So many are looked at, in case that some entries are not for the account that asks.
    private static let nearestCount = 60

    init(
        of base: KnowledgeBaseID,
        revision: Int,
        by meaning: MeaningStore,
        from reader: KnowledgeReader
    ) throws {
        count = try meaning.count
        let (rows, number) = try meaning.file.snapshot()
        var missing: [String] = []
        var numbers: [UInt32] = []
        var owners: [(entry: Int64, ordinal: Int32)] = []
        try reader.forEachNumberedEntry(of: base, at: .head) { numbered in
            for (ordinal, text) in numbered.entry.phrasings.enumerated() {
                let known = number(text)
                if known == nil, missing.count <= KnowledgeMatcher.awaitedVectors {
                    missing.append(text)
                }
                numbers.append(known ?? VectorScan.none)
                owners.append((Int64(numbered.number), Int32(ordinal)))
            }
        }
        self.revision = revision
        self.owners = owners
        self.missing = missing
        let scan = VectorScan(numbers, in: rows)
        self.scan = scan
        nearness = scan.nearness { owners[$0].entry == owners[$1].entry }
    }

    /// The nearest phrasings, nearest first.
    func nearest(to vector: TextVector) -> [StoredRetriever.Hit] {
        scan.nearest(to: vector, count: Self.nearestCount) { _ in true }.map {
            let owner = owners[$0.place]
            return StoredRetriever.Hit(
                score: Float($0.cosine),
                entry: owner.entry,
                ordinal: Int(owner.ordinal)
            )
        }
    }
}

/// The vectors of the last questions.
private struct RecentVectors {
    private static let most = 512
    private var vectors: [String: (vector: TextVector, turn: Int)] = [:]
    private var turn = 0

    subscript(question: String) -> TextVector? {
        mutating get {
            guard let vector = vectors[question]?.vector else { return nil }
            turn += 1
            vectors[question] = (vector, turn)
            return vector
        }
        set {
            turn += 1
            vectors[question] = newValue.map { ($0, turn) }
            guard vectors.count > Self.most else { return }
            // The older half goes at once, so that most questions cost nothing.
            let turns = vectors.values.map(\.turn).sorted()
            let middle = turns[turns.count / 2]
            vectors = vectors.filter { $0.value.turn > middle }
        }
    }
}
