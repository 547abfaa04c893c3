public import struct Foundation.Date

extension Entry {
    /// The messages with which the entry answers (回答).
    ///
    /// - Parameters:
    ///   - account: The account that was asked; `nil` for none in particular.
    ///   - now: The moment for conditions.
    ///   - seed: Chooses among the answers of ``AnswerStrategy/random``; the same seed chooses the
    ///     same one.
    /// - Returns: The parts in the order in which they are sent; empty if no answer applies.
    public func reply(account: AccountID?, at now: Date, seed: UInt64) -> [AnswerPart] {
        let applicable = answers.filter { answer in
            answer.condition?.holds(account: account, at: now) ?? true
        }
        switch strategy {
        case .all: return applicable.flatMap(\.parts)
        case .conditional: return applicable.first?.parts ?? []
        case .random:
            guard !applicable.isEmpty else { return [] }
            // The low bits of a hash are as good as its high ones only after mixing.
            let mixed = (seed ^ (seed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
            return applicable[Int((mixed >> 33) % UInt64(applicable.count))].parts
        }
    }
}
