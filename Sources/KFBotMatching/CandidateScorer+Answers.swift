import Tokenizer

extension CandidateScorer {
    /// What an entry's answer says about the query.
    func collectAnswer(
        _ view: SegmentView,
        _ entry: Int,
        _ record: IndexSegment.EntryRecord,
        _ evidence: inout EntryEvidence
    ) {
        let slots = workspace.slots.base
        var unitCounts = [Int](repeating: 0, count: terms.plainUnits.count)
        var pairCounts = [Int](repeating: 0, count: terms.plainPairs.count)
        var sequence: [Int] = []
        var previous = -1
        view.forEachUnit(ofAnswer: entry) { unit in
            let slot = Int(slots[unit] >> 16) - 1
            if slot >= 0 {
                unitCounts[slot] += 1
                if previous >= 0, let pair = plainPairs.number(previous, slot) {
                    pairCounts[pair] += 1
                }
            }
            previous = slot
            sequence.append(slot)
        }
        let length = Double(record.answerUnits) * 2 - 1
        let damping = Self.k1 * (1 - Self.b + Self.b * length / averageAnswer)
        for (slot, count) in unitCounts.enumerated() where count > 0 {
            let term = terms.plainUnits[slot]
            if !term.isBoilerplate {
                evidence.answer += Self.saturated(count, damping) * term.answerWeight
            }
        }
        var held = pairCounts
        var all = 0.0
        for (pair, count) in pairCounts.enumerated() {
            let term = terms.plainPairs[pair].term
            all += term.plainShare
            guard count > 0 else { continue }
            if term.isBoilerplate {
                held[pair] = 0
            } else {
                evidence.answer += Self.saturated(count, damping) * term.answerWeight
            }
        }
        if held.contains(where: { $0 > 0 }) {
            removePairsOfPhrasings(view, record, from: &held)
            var filled = 0.0
            for (pair, count) in held.enumerated() where count > 0 {
                filled += terms.plainPairs[pair].term.plainShare
            }
            if all > 0 { evidence.answerFillsGap = filled / all }
        }
        collectWords(sequence, pairCounts, &evidence)
    }

    private func removePairsOfPhrasings(
        _ view: SegmentView,
        _ record: IndexSegment.EntryRecord,
        from held: inout [Int]
    ) {
        let slots = workspace.slots.base
        let first = Int(record.firstPhrasing)
        for phrasing in first..<first + Int(record.phrasingCount) where phrasing != skipped {
            var previous = -1
            view.forEachUnit(ofPhrasing: phrasing, canonical: false) { unit in
                let slot = Int(slots[unit] >> 16) - 1
                if slot >= 0, previous >= 0, let pair = plainPairs.number(previous, slot) {
                    held[pair] = 0
                }
                previous = slot
            }
        }
    }

    /// The weight of the query's words of two or more characters that an answer holds.
    private func collectWords(
        _ answer: [Int],
        _ pairCounts: [Int],
        _ evidence: inout EntryEvidence
    ) {
        var all = 0.0
        var held = 0.0
        for word in terms.words {
            all += word.share
            guard word.counts, Self.contains(answer, word.units) else { continue }
            if !isBoilerplate(word.units) { held += word.share }
        }
        if all > 0 { evidence.answerWords = held / all }
    }

    /// Whether every pair of a word, or its only unit, is in most answers.
    private func isBoilerplate(_ units: [Int]) -> Bool {
        guard units.count > 1 else { return terms.plainUnits[units[0]].isBoilerplate }
        return zip(units, units.dropFirst()).allSatisfy { left, right in
            plainPairs.number(left, right).map { terms.plainPairs[$0].term.isBoilerplate } ?? false
        }
    }

    private static func contains(_ sequence: [Int], _ word: [Int]) -> Bool {
        guard let first = word.first, sequence.count >= word.count else { return false }
        for start in 0...sequence.count - word.count where sequence[start] == first {
            if (1..<word.count).allSatisfy({ sequence[start + $0] == word[$0] }) { return true }
        }
        return false
    }
}
