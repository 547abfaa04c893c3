/// The units and pairs of the `matching` profile.
///
/// A unit is a Han character, a run of ASCII letters, a number with its dots, a letter of another
/// script, or a sign that tells names and numbers apart (``SignScanner``); everything else only
/// separates. Pairs reach across what separates. With a synonym table the units are those of the
/// canonical form: each member of a class, longest first at each place, is replaced by the head of
/// the class, and a head stays itself.
struct UnitSegmenter {
    /// Replaces members of its classes; `nil` for the plain form.
    let synonyms: SynonymTable?

    /// Stands between the parts of a pair that would otherwise run together.
    static let joiner: UInt8 = 0x1F

    /// What a unit is.
    enum Kind {
        case han
        case letters
        case number
        /// A letter of a script other than Han and ASCII.
        case otherLetter
        case sign
    }

    /// Calls `body` for each unit in reading order.
    ///
    /// - Parameters:
    ///   - text: The folded text.
    ///   - words: Finds the words of the text; asked once at most, where a member stands that is
    ///     replaced only as a word of its own.
    ///   - body: Receives the unit's folded scalars, which are only lent, what they are, and the
    ///     indices of the scalars of the text that they stand for.
    @inline(__always)
    func forEachUnit(
        of text: FoldedText,
        words: WordSegmenter? = nil,
        _ body: (UnsafeBufferPointer<UInt32>, Kind, Range<Int>) -> Void
    ) {
        var index = 0
        var ends: [Int]?
        let count = text.count
        let scalars = UnsafeBufferPointer(start: text.scalars.base, count: count)
        let finder = synonyms?.trie.finder
        let heads = synonyms?.heads.base
        let bounds = synonyms?.headBounds.base
        while index < count {
            if let finder, let heads, let bounds,
                finder.hasWord(startingWith: text.scalars[index]),
                let match = text.longestWord(of: finder, at: index),
                !isInLongerWord(match, from: index, of: text, words, &ends)
            {
                let (start, end) = (bounds[Int(match.value) * 2], bounds[Int(match.value) * 2 + 1])
                cut(
                    UnsafeBufferPointer(start: heads + Int(start), count: Int(end - start)),
                    whole: index..<match.end,
                    body
                )
                index = match.end
                continue
            }
            let scalar = scalars[index]
            if Self.isHan(scalar) {
                if let sign = SignScanner.minusInWords(in: scalars, at: index) {
                    body(sign.scalars, .sign, index..<index + sign.length)
                    index += sign.length
                    continue
                }
                body(
                    UnsafeBufferPointer(rebasing: scalars[index..<index + 1]),
                    .han,
                    index..<index + 1
                )
                index += 1
            } else if Self.isAlphanumeric(scalar) {
                let end = Self.endOfRun(in: scalars, from: index)
                body(
                    UnsafeBufferPointer(rebasing: scalars[index..<end]),
                    scalar < 0x3A ? .number : .letters,
                    index..<end
                )
                index = end
            } else if let sign = SignScanner.sign(in: scalars, at: index) {
                body(sign.scalars, .sign, index..<index + sign.length)
                index += sign.length
            } else {
                if text.classes[index] == ScalarClass.letter.rawValue, !Self.encloses(scalar) {
                    body(
                        UnsafeBufferPointer(rebasing: scalars[index..<index + 1]),
                        .otherLetter,
                        index..<index + 1
                    )
                }
                index += 1
            }
        }
    }

    /// Whether a member that is replaced only as a word of its own is a part of a longer one.
    ///
    /// It is where a word of the dictionary reaches beyond it, or where a single character follows that
    /// makes the name of another thing: 手提包, 苹果汁.
    @inline(__always)
    private func isInLongerWord(
        _ match: (end: Int, value: Int32),
        from start: Int,
        of text: FoldedText,
        _ words: WordSegmenter?,
        _ ends: inout [Int]?
    ) -> Bool {
        guard let synonyms, synonyms.hasBoundaries,
            synonyms.needsBoundaries.base[Int(match.value)] == 1
        else { return false }
        let found = ends ?? words?.ends(in: text) ?? []
        ends = found
        let scalars = UnsafeBufferPointer(start: text.scalars.base, count: text.count)
        return Self.isInLongerWord(start..<match.end, of: scalars, found)
    }

    private static func isInLongerWord(
        _ member: Range<Int>,
        of scalars: UnsafeBufferPointer<UInt32>,
        _ ends: [Int]
    ) -> Bool {
        let wordStart = ends.last { $0 <= member.lowerBound } ?? 0
        guard let wordEnd = ends.first(where: { $0 > member.lowerBound }) else { return false }
        if wordEnd >= member.upperBound,
            wordStart < member.lowerBound || wordEnd > member.upperBound
        {
            return true
        }
        guard member.upperBound < scalars.count, isHan(scalars[member.upperBound - 1]),
            ends.contains(member.upperBound)
        else { return false }
        return compoundEnds.contains(scalars[member.upperBound])
            && ends.contains(member.upperBound + 1)
    }

    /// Characters that make the name of another thing of the word before them.
    private static let compoundEnds = Set(
        """
        包箱袋盒瓶罐杯壶碗盘机器具仪灯镜车船票卡证券单据册书报纸笔画膜壳套带线绳架柜桌椅床垫被枕帘布衣裤裙帽鞋袜\
        汁粥粉油酱醋糖盐茶酒奶糕饼肉汤饭果花树店铺馆厅室楼院校厂站所局员工师生商家版型款费率额量价
        """.unicodeScalars.map(\.value)
    )

    /// Cuts the head of a class; all of its units stand for the member in the text.
    private func cut(
        _ scalars: UnsafeBufferPointer<UInt32>,
        whole: Range<Int>,
        _ body: (UnsafeBufferPointer<UInt32>, Kind, Range<Int>) -> Void
    ) {
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            var end = index + 1
            if Self.isAlphanumeric(scalar) {
                end = Self.endOfRun(in: scalars, from: index)
                body(
                    UnsafeBufferPointer(rebasing: scalars[index..<end]),
                    scalar < 0x3A ? .number : .letters,
                    whole
                )
            } else if Self.isHan(scalar) {
                body(UnsafeBufferPointer(rebasing: scalars[index..<end]), .han, whole)
            } else if let sign = SignScanner.sign(in: scalars, at: index) {
                end = index + sign.length
                body(sign.scalars, .sign, whole)
            } else if ScalarClass(of: scalar) == .letter {
                body(UnsafeBufferPointer(rebasing: scalars[index..<end]), .otherLetter, whole)
            }
            index = end
        }
    }

    /// The characters of the script Han that folding leaves: 々, 〇, U+3400...4DBF, U+4E00...9FFF,
    /// U+F900...FAFF, and planes 2 and 3, where names of people and places are.
    @inline(__always)
    static func isHan(_ scalar: UInt32) -> Bool {
        scalar >= 0x4E00 && scalar <= 0x9FFF || scalar >= 0x3400 && scalar <= 0x4DBF
            || scalar >= 0xF900 && scalar <= 0xFAFF || scalar >= 0x20000 && scalar <= 0x3FFFD
            || scalar == 0x3005 || scalar == 0x3007
    }

    /// U+20D0...20FF: marks around a character, as in keycaps.
    @inline(__always)
    private static func encloses(_ scalar: UInt32) -> Bool {
        scalar >= 0x20D0 && scalar <= 0x20FF
    }

    @inline(__always)
    private static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

    @inline(__always)
    private static func isAlphanumeric(_ scalar: UInt32) -> Bool {
        isDigit(scalar) || scalar >= 0x61 && scalar <= 0x7A
    }

    /// The end of `[a-z]+` or `[0-9]+(\.[0-9]+)*`.
    private static func endOfRun(in scalars: UnsafeBufferPointer<UInt32>, from start: Int) -> Int {
        var end = start + 1
        if isDigit(scalars[start]) {
            while end < scalars.count,
                isDigit(scalars[end])
                    || scalars[end] == 0x2E && end + 1 < scalars.count && isDigit(scalars[end + 1])
            {
                end += 1
            }
        } else {
            while end < scalars.count, scalars[end] >= 0x61, scalars[end] <= 0x7A { end += 1 }
        }
        return end
    }
}

extension UnitSegmenter {
    /// Cuts a whole text: each unit at a position of its own, the pair that it starts beside it.
    ///
    /// A text of one unit has that unit as its only token.
    func segment(
        _ text: FoldedText,
        with words: WordSegmenter,
        into tokens: inout TokenBuffer
    ) {
        // The units one after another, joiners around letters and digits: pairs are slices of it.
        tokens.text.removeAll()
        var previous: TokenBuffer.Item?
        forEachUnit(of: text, words: words) { scalars, unitKind, source in
            let isHan = unitKind == .han
            if previous != nil, !isHan || previous?.kind != .character {
                tokens.text.append(Self.joiner)
            }
            let start = UInt32(truncatingIfNeeded: tokens.text.count)
            tokens.text.reserve(scalars.count * 4)
            for scalar in scalars { UTF8Decoding.encode(scalar, into: &tokens.text) }
            let item = TokenBuffer.Item(
                kind: Self.tokenKind(of: unitKind),
                position: tokens.takePosition(),
                start: text.starts[source.lowerBound],
                end: text.ends[source.upperBound - 1],
                textStart: start,
                textEnd: UInt32(truncatingIfNeeded: tokens.text.count)
            )
            if let previous {
                var pair = previous
                pair.kind = .bigram
                pair.end = max(item.end, previous.end)
                pair.textEnd = item.textEnd
                tokens.append(pair)
                tokens.append(previous)
            }
            previous = item
        }
        if let previous { tokens.append(previous) }
    }

    /// A sign is a code of its own; a letter of another script is a word.
    private static func tokenKind(of kind: Kind) -> Token.Kind {
        switch kind {
        case .han: .character
        case .letters: .latin
        case .number: .number
        case .otherLetter: .word
        case .sign: .code
        }
    }
}
