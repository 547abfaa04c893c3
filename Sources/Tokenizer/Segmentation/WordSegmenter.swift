import CICU

/// Words by ICU's break iterator: dictionary words of Han, words of other scripts.
///
/// In a Han run only words of two or more characters are tokens, and only for stored text; in other
/// runs every word with a letter or number is one and has a position of its own.
final class WordSegmenter: Segmenter {
    private let breaker: OpaquePointer
    private var utf16 = RawBuffer<UInt16>()
    /// For each UTF-16 unit the index of its scalar, filled only where the two differ.
    private var scalarOfUnit = RawBuffer<UInt32>()

    /// Opens ICU's breaker for Chinese, whose dictionary also covers Japanese.
    ///
    /// A process without ICU's data cannot go on: that is a broken installation.
    init() {
        var status: Int32 = 0
        guard let breaker = kficu_breaker_open("zh", &status) else {
            preconditionFailure("ICU cannot open its word breaker: \(ICU.name(of: status))")
        }
        self.breaker = breaker
    }

    deinit {
        kficu_breaker_close(breaker)
        utf16.deallocate()
        scalarOfUnit.deallocate()
    }

    func shrink(toCapacity limit: Int) {
        utf16.shrink(toCapacity: limit)
        scalarOfUnit.shrink(toCapacity: limit)
    }

    func segment(
        _ run: TextRun,
        of text: FoldedText,
        for purpose: TextAnalyzer.Purpose,
        into tokens: inout TokenBuffer
    ) {
        let isHan = run.kind == .han
        guard !isHan || purpose == .document && run.range.count > 1 else { return }
        let isWide = encode(run.range, of: text)
        var status: Int32 = 0
        kficu_breaker_set_text(breaker, utf16.base, Int32(utf16.count), &status)
        precondition(status <= 0, "ICU cannot break words: \(ICU.name(of: status))")
        var start = run.range.lowerBound
        while true {
            let boundary = kficu_breaker_next(breaker)
            guard boundary >= 0 else { return }
            let end = run.range.lowerBound + (isWide ? index(ofUnit: boundary) : Int(boundary))
            defer { start = end }
            guard end > start else { continue }
            if !isHan {
                let position = tokens.takePosition(for: start..<end)
                tokens.append(.word, start..<end, of: text, position: position)
            } else if end - start > 1 {
                tokens.append(.word, start..<end, of: text, position: tokens.positions[start])
            }
        }
    }

    /// Calls `body` with the end of each segment between word boundaries of a whole text, in order.
    func forEachWord(of text: FoldedText, _ body: (_ end: Int) -> Void) {
        guard text.count > 0 else { return }
        let isWide = encode(0..<text.count, of: text)
        var status: Int32 = 0
        kficu_breaker_set_text(breaker, utf16.base, Int32(utf16.count), &status)
        precondition(status <= 0, "ICU cannot break words: \(ICU.name(of: status))")
        while true {
            let boundary = kficu_breaker_next(breaker)
            guard boundary >= 0 else { return }
            body(isWide ? index(ofUnit: boundary) : Int(boundary))
        }
    }

    /// Where the segments between word boundaries of a whole text end, ascending.
    func ends(in text: FoldedText) -> [Int] {
        var ends: [Int] = []
        forEachWord(of: text) { ends.append($0) }
        return ends
    }

    /// Writes a run as UTF-16; returns whether units and scalars differ in number.
    private func encode(_ range: Range<Int>, of text: FoldedText) -> Bool {
        utf16.removeAll()
        utf16.reserve(range.count * 2)
        var isWide = false
        for index in range {
            let scalar = text.scalars[index]
            if scalar < 0x10000 {
                utf16.appendReserved(UInt16(truncatingIfNeeded: scalar))
            } else {
                isWide = true
                utf16.appendReserved(UInt16(truncatingIfNeeded: 0xD7C0 + (scalar >> 10)))
                utf16.appendReserved(UInt16(truncatingIfNeeded: 0xDC00 | scalar & 0x3FF))
            }
        }
        guard isWide else { return false }
        scalarOfUnit.removeAll()
        for (place, index) in range.enumerated() {
            let units = text.scalars[index] < 0x10000 ? 1 : 2
            scalarOfUnit.append(repeating: UInt32(place), count: units)
        }
        scalarOfUnit.append(UInt32(range.count))
        return true
    }

    private func index(ofUnit unit: Int32) -> Int {
        Int(scalarOfUnit[Int(unit)])
    }
}
