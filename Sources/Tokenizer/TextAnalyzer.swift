/// Turns text into tokens: normalizer, segmenters and filters in one fixed order (分词流程).
///
/// ```swift
/// let analyzer = TextAnalyzer(.search)
/// for token in analyzer.tokens(in: "iPhone15Pro怎么連WiFi？") { print(token.text, token.kind) }
/// ```
///
/// Safe to use from any thread at once; keep one and share it.
public struct TextAnalyzer: Sendable {
    /// A ready choice of what becomes a token.
    public enum Profile: String, Sendable, CaseIterable {
        /// Words, pairs, characters, codes whole and in parts: for anyone's full-text table.
        case search
        /// Units and pairs of the canonical form: what the matcher indexes and compares.
        case matching
    }

    /// What the tokens are for.
    public enum Purpose: Sendable {
        /// To be stored: everything by which the text should be found.
        case document
        /// To be looked up: what, as a phrase, stands for exactly this text.
        case query
    }

    /// What an analyzer does beyond its profile.
    public struct Options: Sendable {
        /// The user's own words; `search` only.
        ///
        /// Default: none.
        public var dictionary: WordDictionary?
        /// Synonym classes; `search` adds members as tokens, `matching` rewrites to the head.
        ///
        /// Default: none for `search`, ``SynonymTable/standard`` for `matching`.
        public var synonyms: SynonymTable?
        /// The side on which `search` adds synonyms.
        ///
        /// Default: looked-up texts.
        public var synonymSide: Purpose = .query
        /// Whether `search` adds readings of Han characters.
        ///
        /// Default: no.
        public var pinyin = false
        /// Whether `search` adds the value of Chinese numerals.
        ///
        /// Default: yes.
        public var numbers = true
        /// Words that `search` drops from looked-up texts.
        ///
        /// Default: none.
        public var fillers: FillerWords?

        /// The defaults of a profile.
        public init(_ profile: Profile = .search) {
            if profile == .matching { synonyms = .standard }
        }
    }

    /// The profile it was made for.
    public let profile: Profile
    /// The options it was made with.
    public let options: Options

    private let unitSegmenter: UnitSegmenter
    private let filters: [any TokenFilter]
    private let pool: WorkspacePool

    /// Changes whenever the same text may give other tokens: the analyzer's own version, ICU's, and
    /// the revisions of dictionary, synonyms and fillers.
    ///
    /// Store it beside an index, and rebuild the index when it differs.
    public let signature: String

    /// Raised with every change of the rules in this module.
    private static let version = 2

    /// Makes an analyzer with the default options of a profile.
    public init(_ profile: Profile = .search) {
        self.init(profile, options: Options(profile))
    }

    /// Makes an analyzer.
    public init(_ profile: Profile, options: Options) {
        self.profile = profile
        self.options = options
        pool = WorkspacePool(keepsUTF8: profile == .search)
        unitSegmenter = UnitSegmenter(synonyms: profile == .matching ? options.synonyms : nil)
        var filters: [any TokenFilter] = []
        if profile == .search {
            if let dictionary = options.dictionary {
                filters.append(DictionaryFilter(dictionary: dictionary))
            }
            if options.numbers { filters.append(NumberFilter()) }
            if let synonyms = options.synonyms {
                filters.append(SynonymFilter(table: synonyms, side: options.synonymSide))
            }
            if options.pinyin { filters.append(PinyinFilter()) }
        }
        self.filters = filters
        signature = [
            "\(profile.rawValue)/\(Self.version)", "icu/\(ICU.version)",
            "dictionary/\(options.dictionary?.revision ?? "-")",
            "synonyms/\(options.synonyms?.revision ?? "-")/\(options.synonymSide)",
            "pinyin/\(options.pinyin)", "numbers/\(options.numbers)",
            "fillers/\(options.fillers?.revision ?? "-")",
        ].joined(separator: " ")
    }

    /// The tokens of a text, by position; within a position in the order of ``Token/Kind``.
    ///
    /// - Parameters:
    ///   - text: Any text, less than 2³¹ UTF-8 bytes; it needs no cleaning.
    ///   - purpose: Whether the text is stored or looked up.
    /// - Returns: The tokens; none for a text of white space and punctuation.
    /// - Complexity: O(*n*) in the bytes of the text.
    public func tokens(in text: String, for purpose: Purpose = .document) -> [Token] {
        var tokens: [Token] = []
        var text = text
        text.withUTF8 { bytes in
            forEachToken(inUTF8: bytes, for: purpose) { token in
                tokens.append(token.makeToken())
                return true
            }
        }
        return tokens
    }

    /// The distinct terms by which a text is best looked up one by one, in order of first occurrence.
    ///
    /// Unlike the tokens for a query, which make a phrase, these are alternatives: words, pairs,
    /// codes and their parts, and whatever the filters add on the side of looked-up text.
    public func terms(in text: String) -> [String] {
        let added: Set<Token.Kind> = [.synonym, .pinyin]
        let own = tokens(in: text, for: .document).filter { !added.contains($0.kind) }
        let others = tokens(in: text, for: .query).filter { added.contains($0.kind) }
        return (own + others).map(\.term).uniqued()
    }

    /// Calls `body` for each token of UTF-8 bytes, valid or not, without making strings.
    ///
    /// - Parameters:
    ///   - bytes: At most 2³¹ - 1 bytes; a byte that fits no character separates.
    ///   - purpose: Whether the text is stored or looked up.
    ///   - body: Receives each token, lent for the call; returns whether to go on.
    public func forEachToken(
        inUTF8 bytes: UnsafeBufferPointer<UInt8>,
        for purpose: Purpose,
        _ body: (TokenView) throws -> Bool
    ) rethrows {
        precondition(bytes.count <= Int(Int32.max), "A text must be shorter than 2 GiB.")
        let workspace = pool.take()
        defer { pool.give(workspace) }
        analyze(bytes, for: purpose, in: workspace)
        let items = workspace.tokens.pointee.items
        let base = UnsafePointer(workspace.tokens.pointee.text.base)
        var last = TokenBuffer.noPosition
        for index in 0..<items.count {
            let item = items[index]
            let view = TokenView(item: item, base: base, isColocated: item.position == last)
            last = item.position
            guard try body(view) else { return }
        }
    }

    /// The order of the stages, in one place.
    private func analyze(
        _ bytes: UnsafeBufferPointer<UInt8>,
        for purpose: Purpose,
        in workspace: Workspace
    ) {
        workspace.text.pointee.fold(bytes)
        if profile == .search, purpose == .query, let fillers = options.fillers {
            fillers.blank(workspace.text.pointee)
        }
        let text = workspace.text.pointee
        switch profile {
        case .search: search(text, for: purpose, in: workspace, into: &workspace.tokens.pointee)
        case .matching:
            workspace.tokens.pointee.removeAll()
            unitSegmenter.segment(
                text,
                with: workspace.words,
                into: &workspace.tokens.pointee
            )
        }
    }

    private func search(
        _ text: FoldedText,
        for purpose: Purpose,
        in workspace: Workspace,
        into tokens: inout TokenBuffer
    ) {
        tokens.start(text)
        var index = 0
        while let run = TextRun.next(in: text, from: index) {
            switch run.kind {
            case .han:
                workspace.hanBigrams.segment(run, of: text, for: purpose, into: &tokens)
                workspace.words.segment(run, of: text, for: purpose, into: &tokens)
            case .code: workspace.codes.segment(run, of: text, for: purpose, into: &tokens)
            case .letters: workspace.words.segment(run, of: text, for: purpose, into: &tokens)
            case .emoji: workspace.emoji.segment(run, of: text, for: purpose, into: &tokens)
            }
            index = run.range.upperBound
        }
        for filter in filters { filter.apply(to: &tokens, of: text, for: purpose) }
        tokens.sortByPosition()
    }
}
