import KFBotModel

/// Entries that refer to themselves.
struct SelfReferenceRule: EntryRule {
    let codes: [LintCode] = [.relatedToItself]

    func check(_ subject: LintSubject, into findings: inout [LintFinding]) {
        let entry = subject.entry
        guard let place = entry.related.firstIndex(of: entry.id) else { return }
        findings.append(
            LintFinding(
                .relatedToItself,
                .warning,
                entry: entry.id,
                field: "related[\(place)]",
                "The entry is among its own related entries. Remove it there."
            )
        )
    }
}

/// Related entries that do not exist.
struct RelatedRule: BaseRule {
    let codes: [LintCode] = [.missingRelated]

    func check(_ base: LintBase, into findings: inout [LintFinding]) {
        for entry in base.entries {
            for (place, id) in entry.related.enumerated() where !base.known.contains(id) {
                findings.append(
                    LintFinding(
                        .missingRelated,
                        .warning,
                        entry: entry.id,
                        field: "related[\(place)]",
                        "There is no entry \(id). Correct the name, or remove it.",
                        other: id
                    )
                )
            }
        }
    }
}
