/// Which pieces of a model of a hundred languages a Chinese desk needs.
///
/// Kept are pieces of Han, kana, digits, punctuation, symbols and emoji; pieces of Latin letters that a list names or,
/// without a list, plain ones that are not rare; single characters of every script, so that nothing becomes unknown;
/// and what begins and ends a text.
///
/// The bounds of scores, which are log probabilities, fill the 32 MB that a file may have.
struct PieceSelection {
    /// Latin pieces to keep; `nil` goes by scores alone.
    let latin: Set<[UInt8]>?

    /// Without a list: plain Latin pieces below are mostly words of other languages than English.
    private static let leastScore: Float = -13.25
    /// Plain Latin pieces above are kept even if the list does not have them: syllables that pinyin needs.
    private static let leastScoreOfUnlisted: Float = -12.75
    /// Listed pieces with accents below are rare: café is at -12.2.
    private static let leastScoreWithAccents: Float = -14

    /// The pieces to keep, by number.
    func kept(of model: SourceModel) -> [Int] {
        let description = model.description
        let special = [description.beginPiece, description.endPiece, description.unknownPiece]
        return model.pieces.indices.filter { number in
            special.contains(number) || isNeeded(model.pieces[number], model.scores[number])
        }
    }

    private func isNeeded(_ piece: [UInt8], _ score: Float) -> Bool {
        let scalars = String(decoding: piece, as: UTF8.self).unicodeScalars.filter { $0 != "▁" }
        if scalars.count <= 1 { return true }
        let kinds = Set(scalars.map(Self.kind))
        if kinds.contains(.foreign) { return false }
        if kinds.contains(.accented) {
            return latin?.contains(piece) == true && score > Self.leastScoreWithAccents
        }
        guard kinds.contains(.latin) else { return true }
        guard let latin else { return score > Self.leastScore }
        return latin.contains(piece) || score > Self.leastScoreOfUnlisted
    }

    private enum Kind { case common, latin, accented, foreign }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        let properties = scalar.properties
        switch scalar.value {
        case 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF: return .common
        case 0x41...0x5A, 0x61...0x7A: return .latin
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: return .accented
        default: break
        }
        if properties.isIdeographic || properties.isEmojiPresentation { return .common }
        return switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
            .currencySymbol, .modifierSymbol, .otherSymbol, .spaceSeparator, .otherNumber,
            .letterNumber:
            .common
        case .decimalNumber: scalar.isASCII ? .common : .foreign
        // The variation selector and the joiner of emoji.
        case .nonspacingMark, .format: [0xFE0F, 0x200D].contains(scalar.value) ? .common : .foreign
        default: .foreign
        }
    }
}
