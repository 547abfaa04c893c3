import CICU

/// How each character of the basic multilingual plane folds, in one look-up.
///
/// Built once a process from ICU's data, in a few milliseconds; read-only afterwards.
struct FoldTable: @unchecked Sendable {
    // Unchecked: the memory is written before `shared` is published and never again.

    static let shared = FoldTable()

    /// The entry has no simple result and goes through ICU together with its neighbours.
    static let needsFold: UInt32 = 1 << 24
    /// The folded character has a simplified form.
    static let isTraditional: UInt32 = 1 << 25

    /// 65,536 entries: low 16 bits the folded scalar, bits 16 to 23 its ``ScalarClass``, then flags.
    let entries: UnsafePointer<UInt32>
    /// The simplified form of each character, 0 where there is none.
    private let simplified: UnsafePointer<UInt16>

    private init() {
        let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 65_536)
        let simple = UnsafeMutablePointer<UInt16>.allocate(capacity: 65_536)
        simple.initialize(repeating: 0, count: 65_536)
        var status: Int32 = 0
        kficu_fill_fold_table(table, &status)
        precondition(status <= 0, "ICU has no NFKC_Casefold data: \(ICU.name(of: status))")
        var traditional: UInt32?
        for scalar in SimplificationTable.pairs.unicodeScalars where scalar != "\n" {
            if let from = traditional {
                simple[Int(from)] = UInt16(truncatingIfNeeded: scalar.value)
                traditional = nil
            } else {
                traditional = scalar.value
            }
        }
        // Read what folds *to* a traditional character as well: compatibility forms are written
        // 車 (U+F902) but fold to 車 (U+8ECA).
        for index in 0..<65_536 where table[index] & FoldTable.needsFold == 0 {
            if simple[Int(table[index] & 0xFFFF)] != 0 {
                table[index] |= FoldTable.isTraditional
            }
        }
        for first in SimplificationPhrases.shared.triggers where table[Int(first)] >> 24 == 0 {
            table[Int(first)] |= FoldTable.isTraditional
        }
        entries = UnsafePointer(table)
        simplified = UnsafePointer(simple)
    }

    /// The simplified form of one character standing alone; itself if it has none.
    func simplify(_ scalar: UInt32) -> UInt32 {
        guard scalar < 65_536 else { return scalar }
        let simple = simplified[Int(scalar)]
        return simple == 0 ? scalar : UInt32(simple)
    }
}
