import Synchronization

/// Everything an analysis writes to, reused from text to text.
final class Workspace: @unchecked Sendable {
    // Unchecked: the pool hands a workspace to one caller at a time.

    /// Behind a pointer, because the run-time exclusivity checks on a class's properties cost as
    /// much as folding a short line does.
    let text: UnsafeMutablePointer<FoldedText>
    let tokens: UnsafeMutablePointer<TokenBuffer>
    let words = WordSegmenter()
    let hanBigrams = HanBigramSegmenter()
    let codes = CodeSegmenter()
    let emoji = EmojiSegmenter()

    /// What is kept between texts, in elements: enough for any customer's message.
    private static let keptCapacity = 1 << 16

    init(keepsUTF8: Bool) {
        text = .allocate(capacity: 1)
        text.initialize(to: FoldedText(keepsUTF8: keepsUTF8))
        tokens = .allocate(capacity: 1)
        tokens.initialize(to: TokenBuffer())
    }

    deinit {
        text.pointee.deallocate()
        tokens.pointee.deallocate()
        text.deinitialize(count: 1).deallocate()
        tokens.deinitialize(count: 1).deallocate()
    }

    /// Gives memory back after an unusually long text.
    @inline(__always)
    func shrink() {
        guard tokens.pointee.items.capacity > Self.keptCapacity else { return }
        text.pointee.shrink(toCapacity: Self.keptCapacity)
        tokens.pointee.shrink(toCapacity: Self.keptCapacity)
        words.shrink(toCapacity: Self.keptCapacity)
    }
}

/// Lends each caller a workspace of its own; there are as many as were ever in use at once.
final class WorkspacePool: Sendable {
    private let idle = Mutex<[Workspace]>([])
    private let keepsUTF8: Bool

    init(keepsUTF8: Bool) {
        self.keepsUTF8 = keepsUTF8
    }

    func take() -> Workspace {
        idle.withLock { $0.popLast() } ?? Workspace(keepsUTF8: keepsUTF8)
    }

    func give(_ workspace: Workspace) {
        workspace.shrink()
        idle.withLock { $0.append(workspace) }
    }
}
