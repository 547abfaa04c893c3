import Synchronization

/// Everything an analysis writes to, reused from text to text.
final class Workspace: @unchecked Sendable {
    // Unchecked: the pool hands a workspace to one caller at a time.


    var text = FoldedText()
    var tokens = TokenBuffer()
    private let words: WordSegmenter
    private let han: [any Segmenter]
    private let code: [any Segmenter] = [CodeSegmenter()]
    private let letters: [any Segmenter]
    private let emoji: [any Segmenter] = [EmojiSegmenter()]

    /// What is kept between texts, in elements: enough for any customer's message.
    private static let keptCapacity = 1 << 16

    init() {
        words = WordSegmenter()
        han = [HanBigramSegmenter(), words]
        letters = [words]
    }

    deinit {
        text.deallocate()
        tokens.deallocate()
    }

    /// The segmenters of a kind of run; the first of them gives out the positions.
    func segmenters(for kind: TextRun.Kind) -> [any Segmenter] {
        switch kind {
        case .han: han
        case .code: code
        case .letters: letters
        case .emoji: emoji
        }
    }

    /// Gives memory back after an unusually long text.
    func shrink() {
        text.shrink(toCapacity: Self.keptCapacity)
        tokens.shrink(toCapacity: Self.keptCapacity)
        words.shrink(toCapacity: Self.keptCapacity)
    }
}

/// Lends each caller a workspace of its own; there are as many as were ever in use at once.
final class WorkspacePool: Sendable {
    private let idle = Mutex<[Workspace]>([])

    func take() -> Workspace {
        idle.withLock { $0.popLast() } ?? Workspace()
    }

    func give(_ workspace: Workspace) {
        workspace.shrink()
        idle.withLock { $0.append(workspace) }
    }
}
